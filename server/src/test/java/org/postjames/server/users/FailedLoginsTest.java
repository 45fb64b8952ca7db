package org.postjames.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.Username;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.server.mta.PasswdAuthenticator;

class FailedLoginsTest {
    @TempDir
    Path directory;

    private long now = 1;
    private final List<Duration> pauses = new ArrayList<>();

    private FailedLogins failedLogins(int limit) {
        return new FailedLogins(
                new FailedLogins.Rule(Duration.ofSeconds(2), limit, Duration.ofSeconds(60)),
                client -> client.startsWith("127."),
                () -> now,
                pauses::add);
    }

    private Users users(FailedLogins failed) throws Exception {
        Files.writeString(directory.resolve("users"), "ann:{PLAIN}secret\n");
        return new Users(new PasswdFile(directory.resolve("users")), failed);
    }

    @Test
    void tooManyFailuresShouldCloseTheDoorUntilTheTimeIsOver() {
        FailedLogins failed = failedLogins(2);
        failed.failed("192.0.2.1");
        assertThat(failed.refuses("192.0.2.1")).isFalse();
        failed.failed("192.0.2.1");
        assertThat(failed.refuses("192.0.2.1")).isTrue();
        assertThat(failed.refuses("192.0.2.2")).isFalse();

        now += Duration.ofSeconds(60).toNanos();
        assertThat(failed.refuses("192.0.2.1")).isTrue();
        now += 1;
        assertThat(failed.refuses("192.0.2.1")).isFalse();
        failed.failed("192.0.2.1");
        assertThat(failed.refuses("192.0.2.1")).as("it counts anew").isFalse();
        assertThat(pauses).hasSize(3).containsOnly(Duration.ofSeconds(2));
    }

    @Test
    void trustedClientsShouldNeitherWaitNorBeCounted() {
        FailedLogins failed = failedLogins(1);
        failed.failed("127.0.0.1");
        assertThat(failed.refuses("127.0.0.1")).isFalse();
        assertThat(pauses).isEmpty();
    }

    @Test
    void whereAThreadServesOthersTooTheClientShouldWaitInItsOwnWay() {
        List<Duration> own = new ArrayList<>();
        FailedLogins failed = failedLogins(1);
        ScopedValue.where(FailedLogins.PAUSE, own::add).run(() -> failed.failed("192.0.2.1"));
        assertThat(own).containsExactly(Duration.ofSeconds(2));
        assertThat(pauses).isEmpty();
        assertThat(failed.refuses("192.0.2.1")).isTrue();
    }

    @Test
    void withoutALimitThereShouldBeTheDelayOnly() {
        FailedLogins failed = failedLogins(0);
        failed.failed("192.0.2.1");
        assertThat(failed.refuses("192.0.2.1")).isFalse();
        assertThat(pauses).hasSize(1);
    }

    @Test
    void addressesOfOneIpv6NetworkShouldCountAsOne() {
        FailedLogins failed = failedLogins(1);
        failed.failed("2001:db8::1");
        assertThat(failed.refuses("2001:db8:0:0:ffff::2")).isTrue();
        assertThat(failed.refuses("2001:db8:0:1::1")).isFalse();
        failed.failed("no:address");
        assertThat(failed.refuses("no:address")).isTrue();
    }

    @Test
    void aClientThatIsNotHeardShouldNotGetInWithTheRightPassword() throws Exception {
        Users users = users(failedLogins(1));
        ScopedValue.where(FailedLogins.CLIENT, "192.0.2.1").call(() -> {
            assertThat(users.test(Username.of("ann"), "secret")).isTrue();
            assertThat(users.test(Username.of("ann"), "wrong")).isFalse();
            assertThat(users.test(Username.of("ann"), "secret")).isFalse();
            return null;
        });
        assertThat(pauses).as("the second one was not checked").hasSize(1);
        assertThat(users.test(Username.of("ann"), "secret"))
                .as("nobody's client: a program of the host's own")
                .isTrue();

        PasswdAuthenticator smtp = new PasswdAuthenticator(users, Optional.empty(), (program, severity, text) -> {});
        assertThat(smtp.refuses("192.0.2.1")).as("SMTP counts with POP3").isTrue();
        assertThat(smtp.refuses("192.0.2.2")).isFalse();
        smtp.failed("192.0.2.2");
        assertThat(smtp.refuses("192.0.2.2")).isTrue();
    }
}
