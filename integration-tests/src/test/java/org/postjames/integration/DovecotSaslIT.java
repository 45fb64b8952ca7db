package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postjames.comparison.Comparison;

/** AUTH through a real Dovecot: what clients see and what the log says is what Postfix with the same Dovecot shows. */
class DovecotSaslIT {
    private static final List<String> SETTINGS = List.of(
            "smtpd_sasl_auth_enable = yes",
            "smtpd_sasl_type = dovecot",
            "broken_sasl_auth_clients = yes",
            "smtpd_sasl_authenticated_header = yes",
            "smtpd_error_sleep_time = 0",
            "smtpd_hard_error_limit = 100",
            "smtpd_junk_command_limit = 100",
            "smtpd_relay_restrictions = permit_sasl_authenticated, reject",
            "smtpd_client_restrictions = check_sasl_access inline:{{joe@example.test=PREPEND X-Login: joe}}");

    private static final List<List<String>> DIALOGUES = List.of(
            List.of("C: EHLO c", "A: CRAM-MD5 joe@example.test secret", "C: AUTH PLAIN x", "C: QUIT"),
            List.of("C: EHLO c", "A: SCRAM-SHA-256 joe@example.test secret", "C: QUIT"),
            List.of("C: EHLO c", "A: SCRAM-SHA-256 joe@example.test wrong", "C: QUIT"),
            List.of(
                    "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0",
                    "C: EHLO c",
                    "C: MAIL FROM:<a@example.test>",
                    "C: RCPT TO:<games@example.test>",
                    "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0",
                    "C: QUIT"),
            List.of(
                    "C: EHLO c",
                    "C: AUTH plain AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0",
                    "C: MAIL FROM:<a@example.test>",
                    "C: RCPT TO:<games@example.test>",
                    "C: DATA",
                    "D: Subject: hello",
                    "D: From: <a@example.test>",
                    "D: ",
                    "D: body",
                    "C: .",
                    "C: QUIT"),
            List.of(
                    "C: EHLO c",
                    "C: AUTH",
                    "C: AUTH PLAIN a b",
                    "C: AUTH FOO",
                    "C: AUTH FOO =",
                    "C: AUTH EXTERNAL",
                    "C: AUTH PLAIN !!!",
                    "C: AUTH PLAIN =",
                    "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAd3Jvbmc=",
                    "C: AUTH FOO",
                    "C: AUTH PLAIN",
                    "C: AGpvZUBleGFtcGxlLnRlc3QAd3Jvbmc=",
                    "C: AUTH PLAIN",
                    "C: *",
                    "C: AUTH PLAIN",
                    "C: AGpvZUBleG-",
                    "C: AUTH LOGIN",
                    "C: am9lQGV4YW1wbGUudGVzdA==",
                    "C: d3Jvbmc=",
                    "C: AUTH LOGIN am9lQGV4YW1wbGUudGVzdA==",
                    "C: d3Jvbmc=",
                    "C: AUTH LOGIN",
                    "C: bm9ib2R5",
                    "C: *",
                    "A: CRAM-MD5 joe@example.test wrong",
                    "A: CRAM-MD5 nobody secret",
                    "C: AUTH PLAIN AG5vYm9keQBzZWNyZXQ=",
                    "C: AUTH PLAIN am9lQGV4YW1wbGUudGVzdABzZWNyZXQ=",
                    "C: AUTH PLAIN eABqb2VAZXhhbXBsZS50ZXN0AHNlY3JldA==",
                    "C: MAIL FROM:<a@example.test>",
                    "C: RCPT TO:<games@example.test>",
                    "C: RSET",
                    "C: AUTH LOGIN",
                    "C: am9lQGV4YW1wbGUudGVzdA==",
                    "C: c2VjcmV0",
                    "C: AUTH LOGIN",
                    "C: MAIL FROM:<a@example.test>",
                    "C: RCPT TO:<nobody@elsewhere.example>",
                    "C: QUIT"));

    @Test
    void everyMechanismShouldEndAsWithPostfix() throws Exception {
        compare("plain login cram-md5 scram-sha-256", List.of(), DIALOGUES);
    }

    @Test
    void securityOptionsAndFilterShouldChooseTheMechanisms() throws Exception {
        List<String> ehlo = List.of(
                "C: EHLO c",
                "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0",
                "A: CRAM-MD5 joe@example.test secret",
                "C: QUIT");
        String all = "plain login cram-md5 scram-sha-256 anonymous";
        compare(all, List.of("smtpd_sasl_security_options = noplaintext"), List.of(ehlo));
        compare(
                all,
                List.of("smtpd_sasl_security_options =", "smtpd_sasl_mechanism_filter = !cram-md5, static:rest"),
                List.of(ehlo));
        compare(all, List.of("smtpd_sasl_security_options = mutual_auth, noActive"), List.of(ehlo));
    }

    @Test
    void longLinesShouldEndAsWithPostfix() throws Exception {
        compare(
                "plain login",
                List.of(),
                List.of(
                        List.of("C: EHLO c", "C: AUTH PLAIN " + "A".repeat(3000), "C: NOOP", "C: QUIT"),
                        List.of("C: EHLO c", "C: AUTH PLAIN", "C: " + "A".repeat(3000), "C: NOOP", "C: QUIT"),
                        List.of(
                                "C: EHLO c",
                                "C: AUTH " + "X".repeat(200),
                                "C: AUTH PLAIN " + "A".repeat(200),
                                "C: QUIT")));
    }

    @Test
    void authShouldBeMissingWhereItIsSwitchedOff() throws Exception {
        List<List<String>> login = List.of(
                List.of("C: EHLO c", "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0", "C: QUIT"),
                List.of("C: HELO c", "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0", "C: QUIT"));
        for (String setting : List.of(
                "smtpd_sasl_auth_enable = no",
                "smtpd_sasl_exceptions_networks = 127.0.0.0/8",
                "smtpd_sasl_exceptions_networks = !127.0.0.1, 127.0.0.0/8",
                "smtpd_tls_auth_only = yes",
                "smtpd_discard_ehlo_keywords = auth",
                "broken_sasl_auth_clients = no")) {
            compare("plain login", List.of(setting), login);
        }
    }

    @Test
    void dovecotShouldBeAskedAgainAfterItsRestart() throws Exception {
        Path root = ScenarioIT.workspace();
        Path auth = SmtpdSessions.directory(root, "dovecot");
        List<String> login = List.of("C: EHLO c", "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0", "C: QUIT");
        needs();
        DovecotAuth first = new DovecotAuth(auth, "plain");
        Workspace workspace = Workspace.create(SmtpdSessions.directory(root, "postjames"), Workspace.freePort());
        try (Mta mta = new Postjames(workspace)) {
            mta.start(sessions(List.of(), first.socket().toString(), List.of()).scenario());
            assertThat(SmtpDialogue.play(workspace.port(), login)).contains("S: 235 2.7.0");
            first.close();
            assertThat(SmtpDialogue.play(workspace.port(), login))
                    .contains("S: 250-AUTH PLAIN\n")
                    .contains("S: 454 4.7.0 Temporary authentication failure: Can't connect to authentication server");
            try (DovecotAuth second = new DovecotAuth(auth, "plain")) {
                assertThat(SmtpDialogue.play(workspace.port(), login))
                        .as(() -> String.join("\n", second.log()))
                        .contains("S: 235 2.7.0");
            }
        } finally {
            first.close();
        }
        assertThat(SmtpdSessions.log(workspace)).contains("warning: SASL: Connect to Dovecot auth socket");
    }

    @Test
    void oddAnswersShouldBeTakenAsPostfixTakesThem() throws Exception {
        needs();
        String greeting =
                "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tHIDDEN\tprivate\nSPID\t1\nCUID\t1\nCOOKIE\tx\nDONE\n";
        Map<String, String> answers = Map.ofEntries(
                Map.entry("resp=reason", "FAIL\tID\tuser=joe\treason=locked \1 out\ttemp\n"),
                Map.entry("resp=temp", "FAIL\tID\tuser=joe\ttemp\tcode=temp_fail\n"),
                Map.entry("resp=bare", "FAIL\tID\n"),
                Map.entry("resp=nobody", "OK\tID\n"),
                Map.entry("resp=other", "FAIL\t999\tuser=x\nNOTE\tID\nFAIL\nOK\tID\tuser=joe\1\tnologin\n"),
                Map.entry("resp=cont", "CONT\tID\n"),
                Map.entry("resp=again", "CONT\tID\t\n"),
                Map.entry("more", "CONT\tID\tZW5k\n"),
                Map.entry("end", "FAIL\tID\tuser=end\n"));
        try (ScriptedAuthServer server = new ScriptedAuthServer(greeting, answers)) {
            compare(
                    ScenarioIT.workspace(),
                    server.path(),
                    List.of(),
                    List.of(
                            List.of(
                                    "C: EHLO c",
                                    "C: AUTH HIDDEN =",
                                    "C: AUTH PLAIN reason",
                                    "C: AUTH PLAIN temp",
                                    "C: AUTH PLAIN bare",
                                    "C: QUIT"),
                            List.of("C: EHLO c", "C: AUTH PLAIN nobody", "C: AUTH PLAIN cont", "C: QUIT"),
                            List.of("C: EHLO c", "C: AUTH PLAIN other", "C: QUIT"),
                            // last, because a process of Postfix's keeps the connection that has gone for its next
                            // session
                            List.of(
                                    "C: EHLO c",
                                    "C: AUTH PLAIN again",
                                    "C: more",
                                    "C: end",
                                    "C: AUTH PLAIN again",
                                    "C: gone",
                                    "C: QUIT")));
        }
    }

    private static void needs() {
        RealPostfix.required();
        Comparison.needs(DovecotAuth.missing().isEmpty(), DovecotAuth.missing().orElse(""));
    }

    private static void compare(String mechanisms, List<String> settings, List<List<String>> dialogues)
            throws Exception {
        needs();
        Path root = ScenarioIT.workspace();
        try (DovecotAuth dovecot = new DovecotAuth(SmtpdSessions.directory(root, "dovecot"), mechanisms)) {
            compare(root, dovecot.socket().toString(), settings, dialogues);
        }
    }

    private static SmtpdSessions sessions(List<String> settings, String path, List<List<String>> dialogues) {
        List<String> mainCf = new ArrayList<>(SETTINGS);
        mainCf.removeIf(usual -> settings.stream().anyMatch(own -> own.startsWith(usual.split("=")[0])));
        mainCf.addAll(settings);
        mainCf.add("smtpd_sasl_path = " + path);
        return new SmtpdSessions(mainCf, Map.of(), dialogues);
    }

    private static void compare(Path root, String path, List<String> settings, List<List<String>> dialogues)
            throws Exception {
        SmtpdSessions sessions = sessions(settings, path, dialogues);
        String expected = sessions.ofPostfix(root);
        assertThat(expected).containsPattern("S: (250-AUTH|503 5.5.1 Error: authentication not enabled|538 |235 )");
        assertThat(sessions.ofPostjames(root)).isEqualTo(expected);
    }
}
