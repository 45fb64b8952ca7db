package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code smtpd_tls_loglevel} adds to the log, level for level and word for word, and what stays OpenSSL's own. */
class SmtpdTlsLogIT {
    private static TlsKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        RealPostfix.required();
        keys = TlsKeys.create();
        keys.self("ca", "rsa:2048", "/O=Org/CN=Test CA");
        keys.signed("server", "/CN=mail.example.test");
        keys.signed("client", "/O=X/CN=client (x)");
        keys.self("self", "rsa:2048", "/CN=self");
        keys.self("nameless", "rsa:2048", "/O=naméless");
    }

    private static List<String> settings(String... own) {
        List<String> settings = new ArrayList<>(List.of(
                "smtpd_tls_security_level = may",
                "smtpd_tls_chain_files = " + keys.file("server.pem"),
                "smtpd_tls_CAfile = " + keys.file("ca.crt"),
                "smtpd_tls_ask_ccert = yes",
                "smtpd_tls_received_header = yes",
                "smtpd_authorized_xclient_hosts ="));
        for (String setting : own) { // the last one counts, and is not warned of
            String name = setting.substring(0, setting.indexOf(' '));
            settings.removeIf(line -> line.startsWith(name + " "));
            settings.add(setting);
        }
        return settings;
    }

    private static List<String> session(String certificate) {
        return List.of("C: EHLO c", "C: STARTTLS", "T: " + certificate, "C: QUIT");
    }

    private static List<List<String>> everyCertificate() {
        return List.of(
                session("-"),
                session(keys.file("client.pem") + " TLSv1.2"),
                session(keys.file("client.pem").toString()),
                session(keys.file("self.pem").toString()),
                session(keys.file("nameless.pem").toString()));
    }

    @Test
    void eachLevelShouldShowWhatPostfixShows() throws Exception {
        for (String level : List.of("0", "2", "4")) {
            compare(settings("smtpd_tls_loglevel = " + level), everyCertificate());
        }
    }

    @Test
    void eachWordShouldShowWhatPostfixShows() throws Exception {
        for (String words : List.of("untrusted", "Summary, peercert", "cache verbose certmatch,", "0, dane 1")) {
            compare(settings("smtpd_tls_loglevel = " + words), everyCertificate());
        }
    }

    @Test
    void anUnknownWordShouldBeToldAndNothingShown() throws Exception {
        for (String words : List.of("10", "summary, peercerts")) {
            SmtpdSessions sessions =
                    new SmtpdSessions(settings("smtpd_tls_loglevel = " + words), Map.of(), List.of(session("-")));
            Path root = ScenarioIT.workspace();
            String warning =
                    "unknown smtpd_tls_loglevel value \"" + words.replaceAll(".* ", "") + "\" in \"" + words + "\"";
            String expected = sessions.ofPostfix(root);
            String ours = sessions.ofPostjames(root);
            assertThat(expected).contains("warning: " + warning).doesNotContain("TLS connection established");
            assertThat(ours).contains(warning);
            assertThat(withoutWarning(ours)).isEqualTo(withoutWarning(expected));
        }
    }

    /** Postfix says it at the start of each process, Postjames once. */
    private static String withoutWarning(String seen) {
        return seen.replaceAll("(?m)^warning: .*unknown smtpd_tls_loglevel value .*\n", "");
    }

    @Test
    void theCipherListShouldBeShown() throws Exception {
        compare(
                settings("smtpd_tls_loglevel = 2", "smtpd_tls_exclude_ciphers = SHA1:kRSA, AES128"),
                List.of(session("-")));
        compare(
                settings(
                        "smtpd_tls_loglevel = 2",
                        "smtpd_tls_security_level = encrypt",
                        "smtpd_tls_ask_ccert = no",
                        "smtpd_tls_mandatory_ciphers = HIGH",
                        "smtpd_tls_exclude_ciphers = SHA1 ",
                        "smtpd_tls_mandatory_exclude_ciphers = AES128"),
                List.of(session("-")));
    }

    @Test
    void whoIsNotTrustedShouldBeToldWhenCertificatesAreRequired() throws Exception {
        compare(
                settings(
                        "smtpd_tls_loglevel = verbose",
                        "smtpd_tls_security_level = encrypt",
                        "smtpd_tls_req_ccert = yes"),
                everyCertificate());
    }

    /** @return what Postfix shows, and Postjames too */
    private static String compare(List<String> mainCf, List<List<String>> dialogues)
            throws IOException, InterruptedException {
        Path root = ScenarioIT.workspace();
        SmtpdSessions sessions = new SmtpdSessions(mainCf, Map.of(), dialogues);
        String expected = comparable(sessions.ofPostfix(root));
        assertThat(expected).contains("S: 220 2.0.0 Ready to start TLS");
        assertThat(comparable(sessions.ofPostjames(root))).isEqualTo(expected);
        return expected;
    }

    /** Without OpenSSL's own steps, and without what is said at the start of a process. */
    static String comparable(String seen) {
        return SmtpdTlsIT.withoutLibrary(seen)
                .replaceAll("(?m)^(SSL_accept:|(read from|write to|Read|Write) |[0-9a-f]{4} [-0-9a-f<]).*\n", "")
                .replaceAll("(?m)^\\S+: (depth=|(Issu|Decrypt)ing session ticket).*\n", "")
                .replaceAll("(?m)^initializing the server-side TLS engine\n", "");
    }
}
