package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts are those of Postfix 3.7.11's master(8) with a service {@code 12525 inet … 2 smtpd} on all addresses. */
class StressTest {
    private static final List<String> WARNINGS = List.of(
            "warning: service \"12525\" (12525) has reached its process limit \"2\": new clients may experience noticeable delays",
            "warning: to avoid this condition, increase the process count in master.cf or reduce the service time per client",
            "warning: see http://www.postfix.org/STRESS_README.html for examples of stress-adapting configuration settings");

    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private final SettableClock clock = new SettableClock();

    private Stress stress(String name, int limit) {
        return new Stress(name, limit, (program, severity, text) -> log.add(severity.prefix() + text), clock);
    }

    private static InetSocketAddress everywhere() throws Exception {
        return new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 12525);
    }

    @Test
    void sessionThatTakesTheLastPlaceShouldBeTheFirstUnderStress() throws Exception {
        Stress stress = stress("12525", 2);
        stress.reachable(everywhere());
        assertThat(stress.begin()).isFalse();
        assertThat(log).isEmpty();
        assertThat(stress.begin()).isTrue();
        assertThat(log).containsExactlyElementsOf(WARNINGS);
        stress.end();
        stress.end();
        clock.pass(Duration.ofSeconds(999));
        assertThat(stress.begin()).isTrue();
        clock.pass(Duration.ofSeconds(1));
        stress.end();
        assertThat(stress.begin()).isFalse();
        assertThat(stress.begin()).isTrue();
        assertThat(log).containsExactlyElementsOf(WARNINGS);
        stress.end();
        clock.pass(Duration.ofSeconds(1));
        assertThat(stress.begin()).isTrue();
        assertThat(log).hasSize(6);
    }

    @Test
    void serviceForThisHostOrWithOnePlaceOrWithoutLimitShouldNotKnowStress() throws Exception {
        Stress local = stress("12525", 2);
        Stress single = stress("12525", 1);
        Stress unlimited = stress("12525", 0);
        single.reachable(everywhere());
        unlimited.reachable(everywhere());
        for (Stress stress : List.of(local, single, unlimited)) {
            stress.begin();
            assertThat(stress.begin()).isFalse();
        }
        assertThat(log).isEmpty();
    }

    @Test
    void nameShouldBeShownAsGivenAndInNumbers() throws Exception {
        Stress stress = stress("mail.example:smtp", 2);
        stress.reachable(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 25));
        stress.begin();
        stress.begin();
        assertThat(log.getFirst())
                .startsWith(
                        "warning: service \"mail.example:smtp\" ([192.0.2.1]:25) has reached its process limit \"2\"");
    }

    @Test
    void stressShouldOutliveAReload() throws Exception {
        Stress earlier = stress("12525", 2);
        earlier.reachable(everywhere());
        earlier.begin();
        earlier.begin();
        Stress next = stress("12525", 2);
        next.reachable(everywhere());
        next.continues(earlier);
        assertThat(next.begin()).isTrue();
        next.begin();
        assertThat(log).hasSize(3);
    }

    @Test
    void sessionsUnderStressShouldHaveTheirOwnSettings() throws Exception {
        try (TestServer server = new TestServer(
                        folder,
                        List.of("smtpd_banner = stress=$stress ${stress?{hard}:{easy}} limit $smtpd_hard_error_limit"),
                        SaslAuthenticator.NONE,
                        2);
                ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0"))) {
            server.server.start(socket);
            try (Socket first = connect(socket)) {
                assertThat(greeting(first)).isEqualTo("220 stress= easy limit 20");
                try (Socket second = connect(socket)) {
                    assertThat(greeting(second)).isEqualTo("220 stress=yes hard limit 1");
                    first.close();
                    try (Socket third = connect(socket)) {
                        assertThat(greeting(third)).isEqualTo("220 stress=yes hard limit 1");
                    }
                }
            }
        }
    }

    private static Socket connect(ServerSocket server) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String greeting(Socket socket) throws Exception {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\n';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
