package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code debug_peer_list} and {@code smtpd -v}: the lines of the dialogue and of the restrictions are those of Postfix. */
class DebugPeerIT {
    private static final Pattern SHOWN = Pattern.compile("(< |> |>>> [SE]|generic_checks: ).*");
    private static final List<String> RESTRICTIONS = List.of(
            "relay_domains = d.example",
            "mynetworks = 192.0.2.0/24",
            "smtpd_client_restrictions = permit_mynetworks",
            "smtpd_helo_restrictions = warn_if_reject reject_non_fqdn_helo_hostname, reject_invalid_helo_hostname",
            "smtpd_restriction_classes = cls",
            "cls = check_sender_access inline:{a@b.example=DUNNO}, reject_non_fqdn_sender",
            "smtpd_sender_restrictions = cls, check_sender_access inline:{c@b.example=permit_mynetworks}",
            "smtpd_recipient_restrictions = check_recipient_access inline:{{x@d.example=REJECT}}",
            "smtpd_relay_restrictions = check_client_access inline:{192.0.2.1=OK}, reject_unauth_destination",
            "smtpd_data_restrictions = reject_unauth_pipelining",
            "smtpd_end_of_data_restrictions = permit",
            "smtpd_authorized_xclient_hosts =",
            "smtp_send_xforward_command = no",
            "smtp_connection_cache_on_demand = no");
    private static final List<String> DIALOGUE = List.of(
            "C: EHLO c.example",
            "C: MAIL FROM:<a@b.example> SIZE=20",
            "C: RCPT TO:<x@d.example>",
            "C: RCPT TO:<c@d.example>",
            "C: RCPT TO:<c@elsewhere.example>",
            "C: DATA",
            "D: Subject: x",
            "D: ",
            "D: body",
            "C: .",
            "C: MAIL FROM:<c@b.example>",
            "C: RCPT TO:<c@d.example>",
            "C: nonsense",
            "C: QUIT");

    @BeforeAll
    static void postfix() {
        RealPostfix.required();
    }

    @Test
    void theSessionsOfDebugPeersShouldBeLoggedAsPostfixLogsThem() throws Exception {
        compare("debug_peer_list = 127.0.0.0/8", "smtpd", true);
        compare("debug_peer_list = 192.0.2.1", "smtpd", false);
    }

    @Test
    void aVerboseServiceShouldLogEverySession() throws Exception {
        compare("debug_peer_list =", "smtpd -v", true);
    }

    private static void compare(String setting, String smtpd, boolean something) throws Exception {
        Path root = SmtpdSessions.directory(ScenarioIT.workspace(), "debug" + System.nanoTime());
        String postfix = play(SmtpdSessions.directory(root, "postfix"), RealPostfix::new, setting, smtpd);
        String postjames = play(SmtpdSessions.directory(root, "postjames"), Postjames::new, setting, smtpd);
        assertThat(postjames).isEqualTo(postfix);
        assertThat(postfix.contains("generic_checks: name=check_recipient_access status=2"))
                .isEqualTo(something);
    }

    private static String play(Path root, Function<Workspace, Mta> system, String setting, String smtpd)
            throws IOException, InterruptedException {
        Workspace workspace = Workspace.create(root, Workspace.freePort());
        Workspace.write(workspace.etc().resolve("aliases"), "postmaster: games\n");
        int second = Workspace.freePort();
        try (SmtpSink sink = new SmtpSink(List.of("EHLO=250 sink.example"));
                Mta mta = system.apply(workspace)) {
            List<String> mainCf = new java.util.ArrayList<>(RESTRICTIONS);
            mainCf.add(setting);
            mainCf.add("relayhost = [127.0.0.1]:" + sink.port());
            List<String> masterCf = List.of("127.0.0.1:" + second + " inet n - n - - " + smtpd);
            mta.start(new Scenario("debug", "", mainCf, masterCf, Map.of(), List.of(), List.of()));
            Processes.await("the port", Duration.ofSeconds(20), () -> Processes.answers(second));
            SmtpDialogue.play(second, DIALOGUE);
            Processes.await("the log", Duration.ofSeconds(20), () -> contains(workspace, " quit=1 "));
            ScenarioPlayer.settle(workspace);
            String log = Files.readString(workspace.maillog(), StandardCharsets.ISO_8859_1)
                    .replace(":" + sink.port(), ":SINK");
            return new Normaliser(workspace).normalise(shown(log, "smtpd") + shown(log, "smtp"));
        }
    }

    private static boolean contains(Workspace workspace, String text) {
        try {
            return Files.readString(workspace.maillog(), StandardCharsets.ISO_8859_1)
                    .contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    /** The lines of one program that tell of the dialogue and of the restrictions. */
    private static String shown(String log, String program) {
        return log.lines()
                .filter(line -> line.contains("/" + program + "["))
                .map(line -> line.substring(line.indexOf("]: ") + 3))
                .filter(line -> SHOWN.matcher(line).matches())
                .filter(line -> !line.contains(" 220 mail.")) // the test's wait for the port is greeted too
                .collect(Collectors.joining("\n", program + "\n", "\n"));
    }
}
