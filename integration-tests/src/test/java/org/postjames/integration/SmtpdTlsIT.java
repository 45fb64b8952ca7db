package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** STARTTLS with and without client certificates, with protocols and ciphers: clients and log see what Postfix shows. */
class SmtpdTlsIT {
    private static final String ECDSA = "ec -pkeyopt ec_paramgen_curve:prime256v1";

    private static TlsKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        RealPostfix.required();
        keys = TlsKeys.create();
        keys.self("ca", "rsa:2048", "/O=Org/CN=Test CA");
        keys.signed("server", "/CN=mail.example.test");
        keys.signed("client", "/O=X/CN=client (x)");
        keys.self("self", ECDSA, "/CN=self");
        keys.self("nameless", "rsa:2048", "/O=nameless");
    }

    private static List<String> settings(String... own) {
        List<String> settings = new ArrayList<>(List.of(
                "smtpd_tls_security_level = may",
                "smtpd_tls_cert_file = " + keys.file("server.crt"),
                "smtpd_tls_key_file = " + keys.file("server.key"),
                "smtpd_tls_CAfile = " + keys.file("ca.crt"),
                "smtpd_tls_received_header = yes",
                "smtpd_authorized_xclient_hosts =",
                "smtpd_client_event_limit_exceptions ="));
        for (String setting : own) { // the last one counts, and is not warned of
            String name = setting.substring(0, setting.indexOf(' '));
            settings.removeIf(line -> line.startsWith(name + " "));
            settings.add(setting);
        }
        return settings;
    }

    private static List<String> session(String tls, String... lines) {
        List<String> session = new ArrayList<>(List.of("C: EHLO c", "C: STARTTLS", "T: " + tls, "C: EHLO c"));
        session.addAll(List.of(lines));
        session.add("C: QUIT");
        return session;
    }

    /** A message to a local user, so that its Received: header is seen. */
    private static List<String> mail(String certificate) {
        return session(
                certificate.equals("-") ? "-" : keys.file(certificate + ".pem").toString(),
                "C: MAIL FROM:<a@example.test>",
                "C: RCPT TO:<games@example.test>",
                "C: DATA",
                "D: From: <a@example.test>",
                "D: Message-Id: <1@example.test>",
                "D: Date: Fri, 20 Nov 2026 10:00:00 +0000",
                "D: ",
                "D: body",
                "C: .");
    }

    private static List<List<String>> everyCertificate() {
        return List.of(mail("-"), mail("client"), mail("self"), mail("nameless"));
    }

    @Test
    void clientCertificatesShouldBeJudged() throws Exception {
        compare(
                settings(
                        "smtpd_tls_ask_ccert = yes",
                        "smtpd_tls_loglevel = 1",
                        "relay_clientcerts = inline:{{" + keys.fingerprint("self") + " = self}}",
                        "smtpd_relay_restrictions = permit_tls_clientcerts, reject"),
                everyCertificate());
        compare(
                settings(
                        "smtpd_tls_ask_ccert = yes",
                        "smtpd_tls_loglevel = 1",
                        "compatibility_level = 3.5",
                        "smtpd_relay_restrictions = permit_tls_all_clientcerts, check_ccert_access inline:{{"
                                + keys.fingerprint("self") + " = REJECT known}}, reject"),
                everyCertificate());
    }

    @Test
    void checkCcertAccessShouldFindTheCertificate() throws Exception {
        compare(
                settings(
                        "smtpd_tls_ask_ccert = yes",
                        "smtpd_tls_loglevel = 0",
                        "smtpd_relay_restrictions = check_ccert_access inline:{{" + keys.fingerprint("self")
                                + " = REJECT not you}, {" + keys.fingerprint("client")
                                + " = OK}}, permit_mynetworks, reject"),
                everyCertificate());
        compare(
                settings(
                        "smtpd_relay_restrictions = permit_tls_clientcerts, check_ccert_access inline:{{a=b}}, reject"),
                List.of(
                        mail("-"),
                        List.of(
                                "C: EHLO c",
                                "C: MAIL FROM:<a@example.test>",
                                "C: RCPT TO:<games@example.test>",
                                "C: QUIT")));
    }

    private static String ccertAccess(String search, String table) {
        return "smtpd_relay_restrictions = check_ccert_access { inline:{" + table + "}" + search
                + "}, permit_mynetworks, reject";
    }

    @Test
    void searchOrderShouldDecideWhatIsAskedFor() throws Exception {
        String both = "{" + keys.fingerprint("self") + " = REJECT certificate}, {" + keys.keyFingerprint("self")
                + " = REJECT key}";
        for (String search : List.of(
                ", { search_order = pubkey_fingerprint, cert_fingerprint }",
                ", { search_order = }",
                ", search_order=cert_fingerprint")) {
            compare(
                    settings("smtpd_tls_ask_ccert = yes", "smtpd_tls_loglevel = 0", ccertAccess(search, both)),
                    List.of(recipient("self"), recipient("client")));
        }
    }

    @Test
    void faultySearchOrdersShouldBeToldAsPostfixDoes() throws Exception {
        for (String map : List.of(
                "{ inline:{a=b}, { search_order = finger } }",
                "{ inline:{a=b}, order=cert_fingerprint }",
                "{ inline:{a=b}, { search_order } }")) {
            compare(
                    settings(
                            "smtpd_tls_ask_ccert = yes",
                            "smtpd_tls_loglevel = 0",
                            "smtpd_relay_restrictions = check_ccert_access " + map + ", permit_mynetworks, reject"),
                    List.of(recipient("client")));
        }
    }

    /** Until a recipient is answered. */
    private static List<String> recipient(String certificate) {
        return session(
                keys.file(certificate + ".pem").toString(),
                "C: MAIL FROM:<a@example.test>",
                "C: RCPT TO:<games@example.test>");
    }

    @Test
    void certificatesShouldMakeAClientLocal() throws Exception {
        for (String who : List.of("permit_tls_clientcerts", "permit_tls_all_clientcerts")) {
            List<List<String>> dialogues = new ArrayList<>();
            for (String certificate : List.of("-", "client", "self", "nameless")) {
                List<String> dialogue = new ArrayList<>(mail(certificate));
                dialogue.set(dialogue.indexOf("D: From: <a@example.test>"), "D: From: joe");
                dialogues.add(dialogue);
            }
            compare(
                    settings(
                            "smtpd_tls_ask_ccert = yes",
                            "smtpd_tls_loglevel = 0",
                            "smtpd_tls_received_header = no",
                            "relay_clientcerts = inline:{{" + keys.fingerprint("self") + " = self}}",
                            "local_header_rewrite_clients = " + who,
                            "remote_header_rewrite_domain = remote.invalid"),
                    dialogues);
        }
    }

    @Test
    void policyServersShouldBeToldOfCertificates() throws Exception {
        List<String> told = new ArrayList<>();
        for (boolean ours : List.of(false, true)) {
            try (PolicyServer server = new PolicyServer(List.of())) {
                SmtpdSessions sessions = new SmtpdSessions(
                        settings(
                                "smtpd_tls_ask_ccert = yes",
                                "smtpd_tls_loglevel = 0",
                                "smtpd_relay_restrictions = check_policy_service inet:127.0.0.1:" + server.port()
                                        + ", permit_mynetworks, reject"),
                        Map.of(),
                        List.of(recipient("client"), recipient("self"), recipient("nameless")));
                Path root = ScenarioIT.workspace();
                String seen = ours ? sessions.ofPostjames(root) : sessions.ofPostfix(root);
                assertThat(seen).contains("S: 250 2.1.5 Ok");
                told.add(server.received()
                        .lines()
                        .filter(line -> line.startsWith("ccert_") || line.startsWith("encryption_"))
                        .collect(Collectors.joining("\n")));
            }
        }
        assertThat(told.get(0)).contains("ccert_subject=client").contains("ccert_pubkey_fingerprint=");
        assertThat(told.get(1)).isEqualTo(told.get(0));
    }

    @Test
    void aDsaCertificateShouldNotHinderTheOthers() throws Exception {
        keys.dsa("dsa", "/CN=dsa");
        SmtpdSessions sessions = new SmtpdSessions(
                settings(
                        "smtpd_tls_dcert_file = " + keys.file("dsa.crt"),
                        "smtpd_tls_dkey_file = " + keys.file("dsa.key")),
                Map.of(),
                List.of(session("-"), session("- TLSv1.2")));
        Path root = ScenarioIT.workspace();
        String expected = withoutLibrary(sessions.ofPostfix(root));
        String ours = withoutLibrary(sessions.ofPostjames(root));
        assertThat(expected).contains("S: 221 2.0.0 Bye");
        assertThat(ours).contains("no TLS with DSA here");
        assertThat(ours.replaceAll("(?m)^warning: smtpd_tls_dcert_file: .*\n", ""))
                .isEqualTo(expected);
    }

    @Test
    void handshakesThatFailShouldBeLogged() throws Exception {
        compare(
                settings("smtpd_tls_loglevel = 1"),
                List.of(
                        started("EOF"),
                        started("X: EHLO again\\r\\n", "EOF"),
                        started("X: \\x16\\x03\\x01\\x02\\0", "EOF"),
                        started("X: \\x16\\x03\\x01\\0\\x04\\x01\\0\\0\\0", "EOF"),
                        started("X: \\x15\\x03\\x01\\0\\x02\\x02\\x28", "EOF")));
    }

    /** A client that is told to begin. */
    private static List<String> started(String... steps) {
        List<String> session = new ArrayList<>(List.of("C: EHLO c", "C: STARTTLS"));
        session.addAll(List.of(steps));
        return session;
    }

    @Test
    void sessionsWithoutRequiredCertificateShouldEnd() throws Exception {
        compare(
                settings(
                        "smtpd_tls_security_level = encrypt",
                        "smtpd_tls_req_ccert = yes",
                        "smtpd_tls_loglevel = 1",
                        "smtpd_relay_restrictions = permit_mynetworks, reject"),
                everyCertificate());
    }

    @Test
    void protocolsAndCiphersShouldBeTheChosenOnes() throws Exception {
        compare(
                settings(
                        "smtpd_tls_loglevel = 0",
                        "smtpd_tls_protocols = >=TLSv1.2, <=TLSv1.2",
                        "smtpd_tls_exclude_ciphers = AES128, SHA1"),
                List.of(
                        session("- TLSv1.3"),
                        session("- TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
                        session("- TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
                        session("- TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
                        session("- TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")));
        compare(
                settings("smtpd_tls_loglevel = 1", "tls_medium_cipherlist = ECDHE+AESGCM:-AES256"),
                List.of(
                        session("- TLSv1.3"),
                        session("- TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
                        session("- TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")));
    }

    @Test
    void tooManyNewTlsSessionsShouldBeRefused() throws Exception {
        compare(
                settings("smtpd_tls_loglevel = 0", "smtpd_client_new_tls_session_rate_limit = 1"),
                List.of(
                        session("-"),
                        List.of("C: EHLO c", "C: STARTTLS", "T: -"), // Postfix's 421 gets lost now and then
                        List.of("C: EHLO c", "C: STARTTLS", "C: QUIT")));
    }

    @Test
    void renewedCertificateShouldBeTakenUpWithoutRestart() throws Exception {
        Path root = ScenarioIT.workspace();
        Workspace workspace = Workspace.create(SmtpdSessions.directory(root, "postjames"), Workspace.freePort());
        Path chain = root.resolve("chain.pem");
        Files.copy(keys.file("server.pem"), chain);
        List<String> settings = settings("smtpd_tls_chain_files = " + chain, "smtpd_tls_loglevel = 1");
        try (Mta mta = new Postjames(workspace)) {
            mta.start(new SmtpdSessions(settings, Map.of(), List.of()).scenario());
            String rsa = "- TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
            String ecdsa = "- TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
            assertThat(SmtpDialogue.play(workspace.port(), session(rsa))).contains("S: 221 2.0.0 Bye");
            assertThat(SmtpDialogue.play(workspace.port(), session(ecdsa))).contains("<no TLS>");
            Files.writeString(chain, "half a file\n");
            assertThat(SmtpDialogue.play(workspace.port(), session(rsa))).contains("S: 221 2.0.0 Bye");
            Files.copy(keys.file("self.pem"), chain, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThat(SmtpDialogue.play(workspace.port(), session(ecdsa))).contains("S: 221 2.0.0 Bye");
            assertThat(SmtpDialogue.play(workspace.port(), session(rsa))).contains("<no TLS>");
        }
    }

    private static void compare(List<String> mainCf, List<List<String>> dialogues)
            throws IOException, InterruptedException {
        Path root = ScenarioIT.workspace();
        SmtpdSessions sessions = new SmtpdSessions(mainCf, Map.of(), dialogues);
        String expected = withoutLibrary(sessions.ofPostfix(root));
        assertThat(expected).contains("S: 220 2.0.0 Ready to start TLS");
        assertThat(withoutLibrary(sessions.ofPostjames(root))).isEqualTo(expected);
    }

    /** What OpenSSL says of itself, and what Java does not tell of a handshake. */
    static String withoutLibrary(String seen) {
        return seen.replaceAll("(?m)^warning: TLS library problem: .*\n", "")
                .replaceAll("(?m)^warning: smtpd_relay_restrictions: ", "warning: ") // Postfix does not say where
                .replaceAll("(bits\\)) key-exchange .*", "$1")
                .replaceAll("bits\\)\n\t key-exchange (?s:.*?) SHA256\\)\n", "bits))\n");
    }
}
