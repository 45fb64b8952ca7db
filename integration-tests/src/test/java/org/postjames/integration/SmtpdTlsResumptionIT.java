package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** openssl(1) takes up its earlier TLS session with Postjames when it may do so with Postfix, and not else. */
class SmtpdTlsResumptionIT {
    private static TlsKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        RealPostfix.required();
        keys = TlsKeys.create();
        keys.self("server", "rsa:2048", "/CN=mail.example.test");
        keys.self("client", "rsa:2048", "/CN=client");
    }

    private static List<String> settings(String... own) {
        List<String> settings = new ArrayList<>(List.of(
                "smtpd_tls_security_level = may",
                "smtpd_tls_chain_files = " + keys.file("server.pem"),
                "smtpd_client_event_limit_exceptions =",
                "smtpd_authorized_xclient_hosts ="));
        settings.addAll(List.of(own));
        return settings;
    }

    @Test
    void sessionsShouldBeTakenUp() throws Exception {
        assertThat(compare(settings())).isEqualTo("TLSv1.2 New Reused\nTLSv1.3 New Reused\n");
    }

    @Test
    void aSessionThatIsTakenUpShouldNotCountAsNew() throws Exception {
        compare(settings("smtpd_client_new_tls_session_rate_limit = 2"));
    }

    @Test
    void clientsShouldHaveTheCertificateOfTheSessionThatTheyTakeUp() throws Exception {
        compare(settings("smtpd_tls_loglevel = 1", "smtpd_tls_ask_ccert = yes"));
        compare(settings("smtpd_tls_loglevel = 1, cache, untrusted, peercert", "smtpd_tls_ask_ccert = yes"));
    }

    @Test
    void withoutTicketsAndCacheEachSessionShouldBeNew() throws Exception {
        neverReused("tls_ssl_options = no_ticket");
        neverReused("tls_ssl_options = 0x4000");
        neverReused("tls_session_ticket_cipher =");
        neverReused("tls_session_ticket_cipher = des-cbc");
        neverReused("smtpd_tls_session_cache_timeout = 0");
    }

    /** Who has tickets all the same can open nothing with them. */
    private static void neverReused(String setting) throws IOException, InterruptedException {
        Path root = ScenarioIT.workspace();
        assertThat(play(SmtpdSessions.directory(root, "postfix"), RealPostfix::new, settings(setting))
                        .getFirst())
                .matches("TLSv1.2 New( New)?\nTLSv1.3 New( New)?\n");
        assertThat(play(SmtpdSessions.directory(root, "postjames"), Postjames::new, settings(setting))
                        .getFirst())
                .isEqualTo("TLSv1.2 New New\nTLSv1.3 New New\n");
    }

    @Test
    void sessionsOfMoreThanAWeekShouldEndWithTheWeek() throws Exception {
        compare(settings("smtpd_tls_session_cache_timeout = 10d"));
    }

    @Test
    void withACacheTicketsAreNotNeeded() throws Exception {
        assertThat(compare(settings(
                        "tls_ssl_options = NO_TICKET",
                        "smtpd_tls_session_cache_database = btree:$data_directory/smtpd_scache")))
                .isEqualTo("TLSv1.2 New Reused\nTLSv1.3 New Reused\n");
    }

    /** @return what openssl did */
    private static String compare(List<String> mainCf) throws IOException, InterruptedException {
        Path root = ScenarioIT.workspace();
        List<String> expected = play(SmtpdSessions.directory(root, "postfix"), RealPostfix::new, mainCf);
        assertThat(play(SmtpdSessions.directory(root, "postjames"), Postjames::new, mainCf))
                .isEqualTo(expected);
        return expected.getFirst();
    }

    private static List<String> play(Path root, Function<Workspace, Mta> system, List<String> mainCf)
            throws IOException, InterruptedException {
        Workspace workspace = Workspace.create(root, Workspace.freePort());
        Workspace.write(workspace.etc().resolve("aliases"), "postmaster: games\n");
        StringBuilder seen = new StringBuilder();
        int[] sessions = {0};
        try (Mta mta = system.apply(workspace)) {
            mta.start(new SmtpdSessions(mainCf, Map.of(), List.of()).scenario());
            Processes.await(
                    "the log", Duration.ofSeconds(20), () -> disconnects(workspace) > 0); // the wait for the port
            for (String protocol : List.of("tls1_2", "tls1_3")) {
                seen.append("TLSv").append(protocol.substring(3).replace('_', '.'));
                Path session = root.resolve(protocol);
                seen.append(openssl(workspace.port(), protocol, "-sess_out", session));
                sessions[0]++;
                if (Files.exists(session)) { // else it has none to take up
                    seen.append(openssl(workspace.port(), protocol, "-sess_in", session));
                    sessions[0]++;
                }
                seen.append('\n');
            }
            Processes.await("the log", Duration.ofSeconds(20), () -> disconnects(workspace) > sessions[0]);
        }
        return List.of(
                seen.toString(),
                SmtpdTlsLogIT.comparable(new Normaliser(workspace).normalise(SmtpdSessions.log(workspace))));
    }

    private static long disconnects(Workspace workspace) {
        try {
            return Files.readAllLines(workspace.maillog(), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.contains("]: disconnect from "))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** @return {@code New} or {@code Reused} */
    private static String openssl(int port, String protocol, String option, Path session)
            throws IOException, InterruptedException {
        Mta.Output output = Processes.run(
                List.of(
                        "/usr/bin/openssl",
                        "s_client",
                        "-" + protocol,
                        "-ign_eof",
                        "-starttls",
                        "smtp",
                        "-connect",
                        "127.0.0.1:" + port,
                        "-cert",
                        keys.file("client.pem").toString(),
                        option,
                        session.toString()),
                "quit\r\n",
                Duration.ofSeconds(60));
        return output.stdout()
                .lines()
                .filter(line -> line.startsWith("New, ") || line.startsWith("Reused, "))
                .map(line -> " " + line.substring(0, line.indexOf(',')))
                .findFirst()
                .orElse(" failed");
    }
}
