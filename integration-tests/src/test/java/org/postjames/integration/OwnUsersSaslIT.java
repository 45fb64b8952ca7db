package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postjames.comparison.Comparison;

/** AUTH with our own users: clients see what Postfix with Dovecot and the same passwd-file shows. */
class OwnUsersSaslIT {
    private static final List<String> SETTINGS = List.of(
            "smtpd_sasl_auth_enable = yes",
            "smtpd_sasl_type = dovecot",
            "postjames_sasl_users = yes",
            "smtpd_error_sleep_time = 0",
            "smtpd_hard_error_limit = 100",
            "smtpd_junk_command_limit = 100",
            "smtpd_relay_restrictions = permit_sasl_authenticated, reject");

    private static final String JOE = "joe@example.test:{PLAIN}secret::::::";

    /** {@code doveadm pw -p secret}. */
    private static final String SCRAM =
            "scram@example.test:{SCRAM-SHA-256}4096,t5MJznNcV67VW7oCyK/Ktg==,/mwgRKOSiGNtYSMBOdJOV/gJ71tqOf1EMeaFhF1TSz4=,a0sSQpa8TKpDM6YmHAixeq5sag0LN8LroBWtYZq5jYA=::::::";

    private static final String CRAM =
            "cram@example.test:{CRAM-MD5}cd3ba7deaad6e5ca23448ba42e379747a9e0f7f1fbc00c8a81bbaac395731b56::::::";

    private static void compare(List<String> users, String mechanisms, String options, List<String> dialogue)
            throws Exception {
        RealPostfix.required();
        Comparison.needs(DovecotAuth.missing().isEmpty(), DovecotAuth.missing().orElse(""));
        Path root = ScenarioIT.workspace();
        Path directory = SmtpdSessions.directory(root, "dovecot");
        try (DovecotAuth dovecot = new DovecotAuth(directory, mechanisms, users)) {
            List<String> settings = new ArrayList<>(SETTINGS);
            settings.add("smtpd_sasl_path = " + dovecot.socket());
            settings.add("postjames_passwd_file = " + directory.resolve("users"));
            settings.add("postjames_imap_listen =");
            settings.add("postjames_imaps_listen =");
            settings.add("postjames_pop3_listen =");
            settings.add("postjames_pop3s_listen =");
            settings.add("smtpd_sasl_security_options = " + options);
            SmtpdSessions sessions = new SmtpdSessions(settings, Map.of(), List.of(dialogue));
            String expected = withoutChallenge(sessions.ofPostfix(root));
            assertThat(expected).contains("S: 250-AUTH " + mechanisms(expected));
            // Dovecot does not say why; we say what Cyrus SASL says
            assertThat(withoutChallenge(sessions.ofPostjames(root))
                            .replace("authentication failure", "(reason unavailable)"))
                    .isEqualTo(expected);
        }
    }

    private static String withoutChallenge(String transcript) {
        return transcript.replaceAll("S: 334 PD[A-Za-z0-9+/=]+", "S: 334 <...>");
    }

    private static String mechanisms(String transcript) {
        int from = transcript.indexOf("S: 250-AUTH ") + 12;
        return transcript.substring(from, transcript.indexOf('\n', from));
    }

    @Test
    void passwordsInTheClearShouldServeEveryMechanism() throws Exception {
        compare(
                List.of(JOE),
                "plain login cram-md5 scram-sha-1 scram-sha-256",
                "noanonymous",
                List.of(
                        "C: EHLO c",
                        "A: CRAM-MD5 joe@example.test wrong",
                        "A: CRAM-MD5 nobody secret",
                        "C: AUTH CRAM-MD5 =",
                        "C: bm9zcGFjZQ==",
                        "A: SCRAM-SHA-1 joe@example.test wrong",
                        "A: SCRAM-SHA-256 joe@example.test wrong",
                        "C: AUTH SCRAM-SHA-256",
                        "C: *",
                        "C: AUTH SCRAM-SHA-256 !",
                        "C: AUTH SCRAM-SHA-256 bixhPXgs",
                        "C: AUTH XOAUTH2",
                        "C: AUTH SCRAM-SHA-512",
                        "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAd3Jvbmc=",
                        "A: SCRAM-SHA-256 joe@example.test secret",
                        "C: MAIL FROM:<a@example.test>",
                        "C: RCPT TO:<nobody@elsewhere.example>",
                        "C: QUIT"));
        compare(
                List.of(JOE),
                "plain login cram-md5 scram-sha-1 scram-sha-256",
                "noplaintext, nodictionary",
                List.of(
                        "C: EHLO c",
                        "C: AUTH PLAIN AGpvZUBleGFtcGxlLnRlc3QAc2VjcmV0",
                        "A: SCRAM-SHA-1 joe@example.test secret",
                        "C: QUIT"));
    }

    @Test
    void storedKeysShouldServeTheirMechanism() throws Exception {
        compare(
                List.of(JOE, SCRAM),
                "plain login scram-sha-256",
                "noanonymous",
                List.of(
                        "C: EHLO c",
                        "A: SCRAM-SHA-256 scram@example.test wrong",
                        "C: AUTH PLAIN AHNjcmFtQGV4YW1wbGUudGVzdAB3cm9uZw==",
                        "C: AUTH CRAM-MD5",
                        "A: SCRAM-SHA-256 scram@example.test secret",
                        "C: QUIT"));
        compare(
                List.of(JOE, CRAM),
                "plain login cram-md5",
                "noanonymous",
                List.of(
                        "C: EHLO c",
                        "A: CRAM-MD5 cram@example.test wrong",
                        "A: CRAM-MD5 cram@example.test secret",
                        "C: QUIT"));
        compare(
                List.of(JOE, SCRAM, CRAM),
                "plain login",
                "noanonymous",
                List.of("C: EHLO c", "C: AUTH PLAIN AGNyYW1AZXhhbXBsZS50ZXN0AHNlY3JldA==", "C: QUIT"));
    }

    /** What {@code postjames user add --scheme} writes is what Dovecot reads. */
    @Test
    void dovecotShouldKnowThePasswordsThatWeStore() throws Exception {
        Comparison.needs(DovecotAuth.missing().isEmpty(), DovecotAuth.missing().orElse(""));
        Path etc = ScenarioIT.workspace();
        Files.writeString(
                etc.resolve("main.cf"), "compatibility_level = 3.6\npostjames_passwd_file = " + etc + "/users\n");
        Files.writeString(etc.resolve("master.cf"), "");
        for (String scheme : List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "SHA512-CRYPT", "SSHA256")) {
            user(etc, "pässword 1", "add", "-s", scheme, scheme);
        }
        user(etc, "other", "add", "--scheme=scram-sha-256", "ann");
        user(etc, "pässword 1", "passwd", "ann"); // it keeps the scheme
        assertThat(Files.readAllLines(etc.resolve("users")).getLast()).startsWith("ann:{SCRAM-SHA-256}");
        for (String line : Files.readAllLines(etc.resolve("users"))) {
            Process doveadm = new ProcessBuilder("doveadm", "pw", "-p", "pässword 1", "-t", line.split(":")[1])
                    .redirectErrorStream(true)
                    .start();
            String said = new String(doveadm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(doveadm.waitFor()).as(said).isZero();
            assertThat(said).contains("verified");
        }
    }

    private static void user(Path etc, String password, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Postjames.bin("postjames").toString(), "user", "-c"));
        command.add(etc.toString());
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
