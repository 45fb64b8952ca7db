package org.postjames.smtp.client.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postjames.access.HostNames;

/** One right-hand side of {@code smtp_tls_policy_maps}: a level and attributes. An attribute that is wrong spoils the whole. // tls_policy_lookup_one() */
final class PolicyEntry {
    private static final String SEPARATORS = ", \t\r\n";

    private final String where;
    private final Consumer<String> warnings;
    private SecurityLevel level = SecurityLevel.NONE;

    @Nullable
    String ciphers;

    @Nullable
    List<String> protocols;

    @Nullable
    List<String> exclude;

    @Nullable
    String serverName;

    @Nullable
    Boolean connectionReuse;

    final List<String> match = new ArrayList<>();
    final List<String> anchorFiles = new ArrayList<>();

    private PolicyEntry(String where, Consumer<String> warnings) {
        this.where = where;
        this.warnings = warnings;
    }

    /** Where there is no entry. */
    static PolicyEntry none() {
        return new PolicyEntry("", text -> {});
    }

    static PolicyEntry parse(String text, String where, Consumer<String> warnings) throws InvalidPolicyException {
        PolicyEntry entry = new PolicyEntry(where, warnings);
        StringTokenizer words = new StringTokenizer(text, SEPARATORS);
        if (!words.hasMoreTokens()) {
            throw entry.invalid("invalid empty policy");
        }
        String name = words.nextToken();
        Optional<SecurityLevel> level = SecurityLevel.of(name);
        if (level.isEmpty()) {
            throw entry.invalid("invalid security level \"" + name + "\"");
        }
        entry.level = level.get();
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (entry.level == SecurityLevel.NONE) {
                warnings.accept(where + ": ignoring attribute \"" + word + "\" with TLS disabled");
                continue;
            }
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw entry.invalid("malformed attribute/value pair \"" + word + "\": "
                        + (equals < 0 ? "missing '=' after attribute name" : "missing attribute name"));
            }
            entry.attribute(word.substring(0, equals), word.substring(equals + 1));
        }
        return entry;
    }

    SecurityLevel level() {
        return level;
    }

    private InvalidPolicyException invalid(String problem) {
        warnings.accept(where + ": " + problem);
        return new InvalidPolicyException();
    }

    private void attribute(String name, String value) throws InvalidPolicyException {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "ciphers" -> {
                filled(name, value);
                once(name, ciphers);
                ciphers = value;
            }
            case "protocols" -> {
                once(name, protocols);
                protocols = List.of(value.split(":"));
            }
            case "servername" -> {
                once(name, serverName);
                if (!HostNames.isHostName(value)) {
                    throw invalid("\"" + name + "=" + value + "\" specifies an invalid hostname");
                }
                serverName = value;
            }
            case "match" -> {
                filled(name, value);
                allowed(name, level == SecurityLevel.FINGERPRINT || level.mustBeSigned());
                match.addAll(split(value, level == SecurityLevel.FINGERPRINT ? "|" : ":"));
            }
            case "exclude" -> {
                once(name, exclude);
                exclude = split(value, ":");
            }
            case "tafile" -> {
                allowed(name, level.mustBeSigned());
                filled(name, value);
                anchorFiles.add(value);
                anchors(anchorFiles, warnings);
            }
            case "connection_reuse" ->
                connectionReuse = switch (value.toLowerCase(Locale.ROOT)) {
                    case "yes" -> true;
                    case "no" -> false;
                    default -> throw invalid("attribute \"" + name + "\" has bad value: \"" + value + "\"");
                };
            default -> throw invalid("invalid attribute name: \"" + name + "\"");
        }
    }

    static List<String> split(String text, String separators) {
        List<String> parts = new ArrayList<>();
        for (StringTokenizer words = new StringTokenizer(text, separators); words.hasMoreTokens(); ) {
            parts.add(words.nextToken());
        }
        return parts;
    }

    private void once(String name, @Nullable Object before) throws InvalidPolicyException {
        if (before != null) {
            throw invalid("attribute \"" + name + "\" is specified multiple times");
        }
    }

    private void filled(String name, String value) throws InvalidPolicyException {
        if (value.isEmpty()) {
            throw invalid("attribute \"" + name + "\" has empty value");
        }
    }

    private void allowed(String name, boolean allowed) throws InvalidPolicyException {
        if (!allowed) {
            throw invalid("attribute \"" + name + "\" invalid at security level \"" + level + "\"");
        }
    }

    /** The anchors of these files; nothing if there are no files. */
    static Optional<TrustAnchors> anchors(List<String> files, Consumer<String> warnings) throws InvalidPolicyException {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TrustAnchors.read(files));
        } catch (java.nio.file.NoSuchFileException e) {
            warnings.accept("error opening trust anchor file: " + e.getFile() + ": No such file or directory");
        } catch (IOException | GeneralSecurityException e) {
            warnings.accept("error reading: " + String.join(", ", files) + ": malformed trust-anchor certificate");
        }
        throw new InvalidPolicyException();
    }
}
