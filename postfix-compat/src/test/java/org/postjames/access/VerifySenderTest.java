package org.postjames.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;

class VerifySenderTest {
    private static VerifySender sender(String address, String ttl, long second) {
        PostfixConfig config = PostfixConfig.of(Map.of(
                "compatibility_level",
                "3.6",
                "myorigin",
                "example.test",
                "address_verify_sender",
                address,
                "address_verify_sender_ttl",
                ttl));
        return new VerifySender(config, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
    }

    @Test
    void senderShouldBeCompletedWithMyorigin() {
        assertThat(sender("probe", "0", 0).now()).hasToString("probe@example.test");
        assertThat(sender("<>", "0", 0).now()).isEqualTo(Address.NULL);
    }

    @Test
    void senderShouldChangeWithTime() {
        // 31 * 31 + 10 in base 31, with the digits of safe_ultostr.c
        assertThat(sender("probe@x.example", "10s", 9710).now()).hasToString("probe10B@x.example");
    }

    @Test
    void onlyTheSenderOfNowAndOfAMomentAgoShouldBeRecognised() {
        VerifySender now = sender("probe@x.example", "10s", 9710);
        assertThat(now.recognise(Address.of("Probe10B@X.example"))).contains(Address.of("probe@x.example"));
        assertThat(now.recognise(Address.of("probe109@x.example"))).isPresent();
        assertThat(now.recognise(Address.of("probe10C@x.example"))).isPresent();
        assertThat(now.recognise(Address.of("probe10D@x.example"))).isEmpty();
        assertThat(now.recognise(Address.of("probe@x.example"))).isEmpty();
        assertThat(now.recognise(Address.of("probe10B@y.example"))).isEmpty();
    }
}
