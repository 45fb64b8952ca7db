package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** AUTH through saslauthd: what clients, the log and saslauthd see is what Postfix with the Cyrus SASL library shows. */
class CyrusSaslIT {
    private static final List<String> SETTINGS = List.of(
            "smtpd_sasl_auth_enable = yes",
            "cyrus_sasl_config_path = @ETC@/sasl",
            "smtpd_error_sleep_time = 0",
            "smtpd_hard_error_limit = 100",
            "smtpd_junk_command_limit = 100");

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String plain(String response) {
        return "C: AUTH PLAIN " + base64(response);
    }

    private static List<String> session(String... lines) {
        List<String> session = new ArrayList<>(List.of("C: EHLO c"));
        session.addAll(List.of(lines));
        session.add("C: QUIT");
        return session;
    }

    @Test
    void everyAttemptShouldEndAsWithPostfix() throws Exception {
        compare(
                List.of(),
                List.of(
                        session(plain("\0joe\0secret"), "C: AUTH LOGIN"),
                        session(plain("joe\0joe\0secret")),
                        session(plain("\0joe@dom.test\0secret")),
                        session(
                                plain("zed\0joe\0secret"),
                                plain("\0joe\0wrong"),
                                plain("joe"),
                                plain("\0joe\0"),
                                plain("\0\0x"),
                                plain("\0joe\0vanish"),
                                "C: AUTH PLAIN =",
                                "C: AUTH PLAIN !!!!",
                                "C: AUTH PLAIN abc",
                                "C: AUTH FOO",
                                "C: AUTH EXTERNAL =",
                                "C: AUTH CRAM-MD5",
                                "C: AUTH plain",
                                "C: abc",
                                "C: AUTH PLAIN",
                                "C: ",
                                "C: AUTH PLAIN",
                                "C: *",
                                "C: AUTH LOGIN",
                                "C: " + base64("joe"),
                                "C: " + base64("wrong"),
                                "C: AUTH LOGIN " + base64("joe"),
                                "C: " + base64("wrong"),
                                "C: AUTH LOGIN",
                                "C: ",
                                "C: ",
                                "C: AUTH LOGIN",
                                "C: !!!",
                                "C: AUTH login",
                                "C: " + base64("joe"),
                                "C: !!",
                                "C: AUTH LOGIN",
                                "C: " + base64("joe"),
                                "C: " + base64("secret"))));
    }

    @Test
    void realmServiceAndRateLimitShouldBeThoseOfTheConfiguration() throws Exception {
        compare(
                List.of(
                        "smtpd_sasl_local_domain = ld.test",
                        "smtpd_sasl_service = foo",
                        "smtpd_authorized_xclient_hosts =",
                        "smtpd_client_event_limit_exceptions =",
                        "smtpd_client_auth_rate_limit = 3"),
                List.of(
                        session(plain("\0joe\0wrong"), plain("zed\0joe\0secret"), plain("\0joe\0secret")),
                        session(plain("\0joe@dom.test\0secret"), "C: AUTH LOGIN", "C: AUTH")));
    }

    private static void compare(List<String> settings, List<List<String>> dialogues) throws Exception {
        RealPostfix.required();
        Path root = ScenarioIT.workspace();
        Path socket = root.resolve("mux");
        try (ScriptedSaslauthd daemon = new ScriptedSaslauthd(socket)) {
            List<String> mainCf = new ArrayList<>(SETTINGS);
            mainCf.addAll(settings);
            SmtpdSessions sessions = new SmtpdSessions(
                    mainCf,
                    Map.of(
                            "sasl/smtpd.conf",
                            "pwcheck_method: saslauthd\nmech_list: PLAIN LOGIN\nsaslauthd_path: " + socket + "\n"),
                    dialogues);
            String expected = sessions.ofPostfix(root);
            List<String> asked = List.copyOf(daemon.requests);
            daemon.requests.clear();
            assertThat(expected).contains("S: 250-AUTH PLAIN LOGIN");
            assertThat(sessions.ofPostjames(root)).isEqualTo(expected);
            assertThat(daemon.requests).isEqualTo(asked);
        }
    }
}
