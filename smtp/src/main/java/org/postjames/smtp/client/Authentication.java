package org.postjames.smtp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** AUTH PLAIN and AUTH LOGIN towards a server. // smtp_sasl_glue.c: smtp_sasl_authenticate() */
final class Authentication {
    private Authentication() {}

    static void run(ClientConfig config, SmtpConnection connection, Credentials credentials)
            throws IOException, ServerTroubleException {
        Duration timeout = config.get(SmtpClientParameters.SMTP_HELO_TIMEOUT);
        List<String> options = config.get(
                connection.verified
                        ? SmtpClientParameters.SMTP_SASL_TLS_VERIFIED_SECURITY_OPTIONS
                        : connection.encrypted
                                ? SmtpClientParameters.SMTP_SASL_TLS_SECURITY_OPTIONS
                                : SmtpClientParameters.SMTP_SASL_SECURITY_OPTIONS);
        List<String> filter = config.get(SmtpClientParameters.SMTP_SASL_MECHANISM_FILTER);
        boolean plaintext = options.stream().noneMatch("noplaintext"::equalsIgnoreCase);
        ServerReply reply;
        if (plaintext && offers(connection, "PLAIN", filter)) {
            connection.secret("AUTH PLAIN " + base64("\0" + credentials.user() + "\0" + credentials.password()));
            reply = connection.reply(timeout);
        } else if (plaintext && offers(connection, "LOGIN", filter)) {
            connection.command("AUTH LOGIN");
            reply = connection.reply(timeout);
            if (reply.code() == 334) {
                connection.secret(base64(credentials.user()));
                reply = connection.reply(timeout);
            }
            if (reply.code() == 334) {
                connection.secret(base64(credentials.password()));
                reply = connection.reply(timeout);
            }
        } else {
            throw new ServerTroubleException(
                    Trouble.local(
                            "4.7.0",
                            "SASL authentication failed; cannot authenticate to server " + connection.nameAddress()
                                    + ": no mechanism available"),
                    true,
                    false);
        }
        if (!reply.isPositive()) {
            // smtp_sasl_auth_soft_bounce: a refused login is a configuration problem, the mail waits
            String dsn = reply.dsn().startsWith("5") ? "4" + reply.dsn().substring(1) : reply.dsn();
            throw new ServerTroubleException(
                    connection.said(
                            reply,
                            dsn,
                            "SASL authentication failed; server " + connection.nameAddress() + " said: "
                                    + reply.text()),
                    true,
                    false);
        }
    }

    private static boolean offers(SmtpConnection connection, String mechanism, List<String> filter) {
        return connection.features.authMechanisms().contains(mechanism)
                && (filter.isEmpty() || filter.stream().anyMatch(mechanism::equalsIgnoreCase));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
