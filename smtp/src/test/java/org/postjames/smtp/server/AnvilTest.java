package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The texts are those of Postfix 3.7.11's anvil(8) with the same clients. */
class AnvilTest {
    private static final Duration NEVER = Duration.ZERO;

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final SettableClock clock = new SettableClock();

    private Anvil anvil(Duration statistics, Duration idle) {
        return new Anvil(
                new Anvil.Times(Duration.ofSeconds(3), statistics, idle),
                (program, severity, text) -> log.add(program + ": " + severity.prefix() + text),
                clock);
    }

    private List<String> dumped(Anvil anvil) {
        anvil.dump();
        List<String> lines = List.copyOf(log);
        log.clear();
        return lines;
    }

    @Test
    void extremesShouldBeLoggedOnce() {
        try (Anvil anvil = anvil(NEVER, NEVER)) {
            anvil.connected("smtp:127.0.0.1");
            anvil.connected("smtp:127.0.0.1");
            clock.pass(Duration.ofSeconds(2));
            anvil.count(Anvil.Event.MESSAGE, "smtp:127.0.0.1");
            for (int i = 0; i < 3; i++) {
                anvil.count(Anvil.Event.RECIPIENT, "smtp:127.0.0.1");
            }
            anvil.connected("smtp:192.0.2.1");
            anvil.count(Anvil.Event.AUTH, "smtp:192.0.2.1");
            anvil.count(Anvil.Event.NEWTLS, "smtp:192.0.2.1");
            assertThat(dumped(anvil))
                    .containsExactly(
                            "anvil: statistics: max connection rate 2/3s for (smtp:127.0.0.1) at Nov  2 02:15:38",
                            "anvil: statistics: max connection count 2 for (smtp:127.0.0.1) at Nov  2 02:15:38",
                            "anvil: statistics: max message rate 1/3s for (smtp:127.0.0.1) at Nov  2 02:15:40",
                            "anvil: statistics: max recipient rate 3/3s for (smtp:127.0.0.1) at Nov  2 02:15:40",
                            "anvil: statistics: max newtls rate 1/3s for (smtp:192.0.2.1) at Nov  2 02:15:40",
                            "anvil: statistics: max auth rate 1/3s for (smtp:192.0.2.1) at Nov  2 02:15:40",
                            "anvil: statistics: max cache size 2 at Nov  2 02:15:40");
            assertThat(dumped(anvil)).isEmpty();
            anvil.disconnected("smtp:192.0.2.1");
            assertThat(anvil.connected("smtp:127.0.0.1").open()).isEqualTo(3);
            assertThat(dumped(anvil))
                    .containsExactly(
                            "anvil: statistics: max connection rate 3/3s for (smtp:127.0.0.1) at Nov  2 02:15:40",
                            "anvil: statistics: max connection count 3 for (smtp:127.0.0.1) at Nov  2 02:15:40");
        }
    }

    @Test
    void ratesShouldBeginAnewAfterTheTimeUnit() {
        try (Anvil anvil = anvil(NEVER, NEVER)) {
            assertThat(anvil.connected("a").recent()).isEqualTo(1);
            anvil.count(Anvil.Event.NEWTLS, "a");
            clock.pass(Duration.ofSeconds(3));
            assertThat(anvil.connected("a").recent()).isEqualTo(2);
            assertThat(anvil.current(Anvil.Event.NEWTLS, "a")).isEqualTo(1);
            clock.pass(Duration.ofSeconds(1));
            assertThat(anvil.current(Anvil.Event.NEWTLS, "a")).isZero();
            assertThat(anvil.connected("a")).isEqualTo(new Anvil.Counts(3, 1));
            assertThat(anvil.current(Anvil.Event.NEWTLS, "b")).isZero();
        }
    }

    @Test
    void clientsThatAreGoneForATimeUnitShouldBeForgotten() {
        try (Anvil anvil = anvil(NEVER, NEVER)) {
            anvil.connected("stays");
            for (int i = 0; i < 100; i++) {
                anvil.connected("client" + i);
                anvil.disconnected("client" + i);
                clock.pass(Duration.ofSeconds(3));
            }
            assertThat(dumped(anvil)).last().asString().startsWith("anvil: statistics: max cache size 2 ");
            assertThat(anvil.connected("stays").open()).isEqualTo(2);
        }
    }

    @Test
    void extremesShouldBeLoggedNowAndThen() throws Exception {
        try (Anvil anvil = anvil(Duration.ofMillis(10), NEVER)) {
            for (int i = 1; i <= 2; i++) {
                anvil.connected("a" + i);
                assertThat(log.poll(30, TimeUnit.SECONDS)).contains("max connection rate 1/3s for (a" + i + ")");
                assertThat(log.poll(30, TimeUnit.SECONDS)).contains("max connection count 1 for (a" + i + ")");
                assertThat(log.poll(30, TimeUnit.SECONDS)).contains("max cache size " + i);
            }
        }
    }

    @Test
    void extremesShouldBeLoggedWhenTheLastClientIsGone() throws Exception {
        try (Anvil anvil = anvil(Duration.ofHours(1), Duration.ofMillis(10))) {
            for (int i = 1; i <= 2; i++) {
                anvil.connected("a");
                anvil.connected("a");
                anvil.disconnected("a");
                assertThat(log).isEmpty();
                anvil.disconnected("a");
                assertThat(log.poll(30, TimeUnit.SECONDS)).contains("max connection rate 2/3s for (a)");
                assertThat(log.poll(30, TimeUnit.SECONDS)).contains("max connection count 2 for (a)");
                assertThat(log.poll(30, TimeUnit.SECONDS)).contains("max cache size 1");
            }
        }
    }
}
