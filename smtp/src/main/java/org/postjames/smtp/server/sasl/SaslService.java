package org.postjames.smtp.server.sasl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;
import org.postjames.log.MailLog;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;
import org.postjames.table.ServiceAddress;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** AUTH of one smtpd service: whether there is any, who decides, and what EHLO offers. // smtpd_sasl_glue.c */
public final class SaslService {
    /**
     * What a session can do with AUTH.
     *
     * @param mechanisms for EHLO, separated by blanks; empty while the authentication server was never reached
     */
    public record Offer(SaslSession session, String mechanisms) {}

    private final @Nullable SaslServer server;
    private final StringList filter;
    private final List<String> clearOptions;
    private final List<String> encryptedOptions;
    private final MailLog log;
    private final String program;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    /** @param program how the log names the smtpd service */
    public SaslService(
            PostfixConfig config, Tables tables, SaslAuthenticator authenticator, MailLog log, String program) {
        this.log = log;
        this.program = program;
        this.filter = new StringList(
                SaslParameters.SMTPD_SASL_MECHANISM_FILTER.name(),
                config.get(SaslParameters.SMTPD_SASL_MECHANISM_FILTER),
                tables);
        this.clearOptions = config.get(SaslParameters.SMTPD_SASL_SECURITY_OPTIONS);
        this.encryptedOptions = config.get(SaslParameters.SMTPD_SASL_TLS_SECURITY_OPTIONS);
        this.server = config.get(SaslParameters.SMTPD_SASL_AUTH_ENABLE) ? server(config, authenticator) : null;
    }

    private @Nullable SaslServer server(PostfixConfig config, SaslAuthenticator authenticator) {
        checkOptions(SaslParameters.SMTPD_SASL_SECURITY_OPTIONS.name(), clearOptions);
        checkOptions(SaslParameters.SMTPD_SASL_TLS_SECURITY_OPTIONS.name(), encryptedOptions);
        if (authenticator.isRehearsal() || config.get(SaslParameters.POSTJAMES_SASL_USERS)) {
            return authenticator.enabled()
                    ? new OwnUsers(authenticator, config.get(GlobalParameters.MYHOSTNAME))
                    : null;
        }
        String type = config.get(SaslParameters.SMTPD_SASL_TYPE);
        String path = config.get(SaslParameters.SMTPD_SASL_PATH);
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "dovecot" -> {
                try {
                    yield new DovecotServer(
                            dovecotAddress(path, config.get(GlobalParameters.QUEUE_DIRECTORY)),
                            path,
                            config.get(SaslParameters.SMTPD_SASL_SERVICE),
                            log,
                            program);
                } catch (IllegalArgumentException e) {
                    warn(SaslParameters.SMTPD_SASL_PATH.name(), String.valueOf(e.getMessage()));
                    yield null;
                }
            }
            case "cyrus" -> cyrus(config, path);
            default -> {
                warn(SaslParameters.SMTPD_SASL_TYPE.name(), "unsupported SASL server implementation: " + type);
                yield null;
            }
        };
    }

    private @Nullable SaslServer cyrus(PostfixConfig config, String path) {
        List<Path> directories = new ArrayList<>();
        String configured = config.get(SaslParameters.CYRUS_SASL_CONFIG_PATH);
        if (configured.isEmpty()) {
            // where Debian's and others' libraries look
            for (String directory : List.of("/etc/postfix/sasl", "/etc/sasl2", "/usr/lib/sasl2", "/usr/lib64/sasl2")) {
                directories.add(Path.of(directory));
            }
        } else {
            for (String directory : configured.split(":", -1)) {
                directories.add(Path.of(directory));
            }
        }
        CyrusConfig cyrus;
        try {
            cyrus = CyrusConfig.read(directories, path);
        } catch (IOException e) {
            warn(SaslParameters.CYRUS_SASL_CONFIG_PATH.name(), "cannot read " + path + ".conf: " + e.getMessage());
            return null;
        }
        if (!cyrus.usesSaslauthd()) {
            // Postfix differs: sasldb and SQL are asked for passwords, because that is in the Cyrus library; here
            // saslauthd is, and pwcheck_method has to say so
            warn(
                    SaslParameters.SMTPD_SASL_TYPE.name(),
                    cyrus.file() + ": pwcheck_method: " + cyrus.method()
                            + " is not supported, only saslauthd; or set postjames_passwd_file, or smtpd_sasl_type = dovecot");
            return null;
        }
        return new Saslauthd(
                cyrus,
                Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)),
                config.get(SaslParameters.SMTPD_SASL_SERVICE),
                config.get(SaslParameters.SMTPD_SASL_LOCAL_DOMAIN),
                log,
                program);
    }

    private static ServiceAddress dovecotAddress(String path, String queueDirectory) {
        if (path.startsWith("inet:")) {
            return ServiceAddress.inet(path.substring(5));
        }
        String file = path.startsWith("unix:") ? path.substring(5) : path;
        return new ServiceAddress.Unix(Path.of(queueDirectory).resolve(file).toString());
    }

    private void checkOptions(String parameter, List<String> words) {
        SecurityOptions.unknown(words)
                .ifPresent(word -> warn(
                        parameter,
                        "unknown SASL security options value \"" + word + "\" in \"" + String.join(" ", words) + "\""));
    }

    private void warn(String parameter, String text) {
        diagnostics.add(Diagnostic.warning(new Origin(parameter, 0), text));
    }

    public List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    /** What a session gets, or null if there is no AUTH in it. Asked once per session, and once more when TLS begins. */
    public @Nullable Offer offer(SaslClient client) {
        if (server == null) {
            return null;
        }
        SecurityOptions options = SecurityOptions.of(client.encrypted() ? encryptedOptions : clearOptions);
        SaslSession session = server.session(client, options);
        try {
            List<String> all = server.mechanisms(options);
            List<String> offered = new ArrayList<>();
            for (String mechanism : all) {
                if (filter.matches(mechanism)) {
                    offered.add(mechanism);
                }
            }
            if (offered.isEmpty()) {
                // Postfix differs: smtpd ends with a fatal error, because one process serves one client; here mail goes
                // on without AUTH
                log.warning(
                        program,
                        all.isEmpty()
                                ? "no SASL authentication mechanisms"
                                : SaslParameters.SMTPD_SASL_MECHANISM_FILTER.name() + " discards all mechanisms in '"
                                        + String.join(" ", all) + "'");
                return null;
            }
            return new Offer(session, String.join(" ", offered));
        } catch (TemporaryAuthenticationFailure e) {
            // Postfix differs: smtpd ends with a fatal error while Dovecot is away, because it cannot go on; here EHLO
            // offers what Dovecot had before, or no AUTH at all, and AUTH is answered with 454
            return new Offer(session, "");
        } catch (TableUnavailableException e) {
            log.warning(program, "smtpd_sasl_mechanism_filter: " + e.getMessage());
            return null;
        }
    }
}
