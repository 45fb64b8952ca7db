package org.postjames.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.postjames.diagnostic.Diagnostic;

/** The names that a table of the form {@code ldap:prefix} reads from main.cf, and those that {@code ldap:/file} reads from its file. // postconf_dbms.c */
final class DatabaseNames {
    private static final String SQL =
            "additional_conditions domain expansion_limit query result_format select_field table where_field ";

    /** What each client asks for. // ldap_table(5), memcache_table(5), mysql_table(5), pgsql_table(5), sqlite_table(5) */
    private static final Map<String, List<String>> SUFFIXES = Map.of(
            "ldap",
                    names(
                            "bind bind_dn bind_pw cache cache_expiry cache_size chase_referrals debuglevel dereference domain"
                                    + " expansion_limit leaf_result_attribute query_filter recursion_limit result_attribute result_filter"
                                    + " result_format sasl_authz_id sasl_mechs sasl_minssf sasl_realm scope search_base server_host"
                                    + " server_port size_limit special_result_attribute start_tls terminal_result_attribute timeout"
                                    + " tls_ca_cert_dir tls_ca_cert_file tls_cert tls_cipher_suite tls_key tls_random_file"
                                    + " tls_require_cert version"),
            "memcache",
                    names("backup data_size_limit domain flags key_format line_size_limit max_try memcache retry_pause"
                            + " timeout ttl"),
            "mysql",
                    names(SQL
                            + "dbname hosts option_file option_group password require_result_set tls_CAfile tls_CApath"
                            + " tls_cert_file tls_ciphers tls_key_file tls_verify_cert user"),
            "pgsql", names(SQL + "dbname hosts password select_function user"),
            "sqlite", names(SQL + "dbpath"));

    private final Consumer<String> warnings;
    private final Consumer<String> failures;
    private final Consumer<String> candidates;

    /** @param failures gets what ends postconf */
    DatabaseNames(Consumer<String> warnings, Consumer<String> failures, Consumer<String> candidates) {
        this.warnings = warnings;
        this.failures = failures;
        this.candidates = candidates;
    }

    private static List<String> names(String text) {
        return ValueSyntax.list(text);
    }

    /** @param value an expanded value; nobody knows whether its words are tables */
    void scan(String value) {
        if (value.indexOf(':') < 0) {
            return;
        }
        for (String word : ValueSyntax.list(value)) {
            if (word.startsWith("{")) {
                scan(MasterEntry.unbrace(word, text -> warnings.accept("main.cf: " + text)));
                continue;
            }
            String rest = word;
            while (rest.startsWith("proxy:")) {
                rest = rest.substring("proxy:".length());
            }
            int colon = rest.indexOf(':');
            if (colon > 0 && colon + 1 < rest.length()) {
                table(rest.substring(0, colon), rest.substring(colon + 1));
            }
        }
    }

    private void table(String type, String name) {
        List<String> suffixes = SUFFIXES.get(type);
        if (name.startsWith("{")) {
            scan(MasterEntry.unbrace(name, text -> warnings.accept("main.cf: " + text)));
        } else if (suffixes != null && name.startsWith("/")) {
            checkFile(type, name, suffixes);
        } else if (suffixes != null && !name.startsWith(".")) {
            suffixes.forEach(suffix -> candidates.accept(name + "_" + suffix));
        }
    }

    private void checkFile(String type, String name, List<String> suffixes) {
        Path file = Path.of(name);
        List<Diagnostic> found = new ArrayList<>();
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                warnings.accept("open \"" + type + "\" configuration \"" + name + "\": not a regular file");
                return;
            }
            for (LogicalLines.Line line : LogicalLines.read(file, found)) {
                NameValue pair;
                try {
                    pair = NameValue.parse(line.text());
                } catch (IllegalArgumentException e) {
                    failures.accept(line.origin() + ": " + e.getMessage() + ": \"" + line.text() + "\"");
                    return;
                }
                if (!suffixes.contains(pair.name())) {
                    warnings.accept(type + ":" + name + ": unused parameter: " + pair.name() + "=" + pair.value());
                }
            }
        } catch (NoSuchFileException e) {
            warnings.accept("open \"" + type + "\" configuration \"" + name + "\": " + ConfigReader.reason(e));
        } catch (IOException e) {
            return; // such files hold passwords: not everyone may read them
        }
    }
}
