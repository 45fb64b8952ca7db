package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.access.AddressVerifier.Status;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;

class VerifyServiceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Address USER = Address.of("user@far.example");

    private final BlockingQueue<Address> probes = new LinkedBlockingQueue<>();
    private final List<String> logged = new ArrayList<>();

    @TempDir
    private Path directory;

    private VerifyService service(long days, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "compatibility_level", "3.6",
                "myorigin", "example.test",
                "address_verify_map", "btree:" + directory.resolve("verify_cache")));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        Clock clock = Clock.fixed(START.plusSeconds(days * 86_400), ZoneOffset.UTC);
        return new VerifyService(
                PostfixConfig.of(all),
                (sender, recipient) -> probes.add(recipient),
                (program, severity, text) -> logged.add(text),
                clock);
    }

    private Address probe() throws InterruptedException {
        return probes.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void queryShouldSendOneProbeAndThenKnowItsResult() throws Exception {
        try (VerifyService service = service(0)) {
            assertThat(service.query(USER).status()).isEqualTo(Status.PENDING);
            assertThat(service.query(USER).text()).isEqualTo("Address verification in progress");
            assertThat(probe()).isEqualTo(USER);
            service.result(USER, Status.UNDELIVERABLE, "unknown\nuser");
            assertThat(service.query(USER).text()).isEqualTo("unknown?user");
            assertThat(service.query(USER).status()).isEqualTo(Status.UNDELIVERABLE);
        }
        assertThat(probes).isEmpty();
    }

    @Test
    void answersShouldSurviveARestart() {
        try (VerifyService service = service(0)) {
            service.result(USER, Status.DELIVERABLE, "delivers to mailbox");
            service.result(Address.of("other@far.example"), Status.DEFERRED, "later: maybe");
        }
        try (VerifyService service = service(0)) {
            assertThat(service.query(USER).status()).isEqualTo(Status.DELIVERABLE);
            assertThat(service.query(Address.of("other@far.example")).text()).isEqualTo("later: maybe");
        }
    }

    @Test
    void anOldGoodAnswerShouldCountWhileAProbeRefreshesIt() throws Exception {
        try (VerifyService service = service(0)) {
            service.result(USER, Status.DELIVERABLE, "fine");
        }
        try (VerifyService service = service(8)) {
            assertThat(service.query(USER).status()).isEqualTo(Status.DELIVERABLE);
            assertThat(probe()).isEqualTo(USER);
            service.result(USER, Status.DEFERRED, "down");
            assertThat(service.query(USER).status()).isEqualTo(Status.DELIVERABLE);
        }
        try (VerifyService service = service(32)) {
            assertThat(service.query(USER).status()).isEqualTo(Status.PENDING);
        }
    }

    @Test
    void failuresShouldNotBeKeptWithoutNegativeCache() {
        try (VerifyService service = service(0, "address_verify_negative_cache", "no")) {
            assertThat(service.result(USER, Status.UNDELIVERABLE, "unknown")).isFalse();
            assertThat(service.query(USER).status()).isEqualTo(Status.PENDING);
        }
    }

    @Test
    void cleanupShouldDropWhatHasExpired() throws Exception {
        try (VerifyService service = service(0)) {
            service.result(USER, Status.UNDELIVERABLE, "unknown");
            service.result(Address.of("good@far.example"), Status.DELIVERABLE, "fine");
        }
        try (VerifyService service = service(4)) {
            service.query(Address.of("good@far.example"));
            service.clean();
        }
        assertThat(logged).last().asString().endsWith("full cleanup: retained=1 dropped=1 entries");
        assertThat(Files.readString(directory.resolve("verify_cache.journal")))
                .isEqualTo("good@far.example\t0:0:" + START.getEpochSecond() + ":fine\n");
    }
}
