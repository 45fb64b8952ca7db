package org.postjames.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postjames.config.PostfixConfig;

class ListenAddressesTest {
    private static ListenAddresses addresses(String interfaces, int offset) {
        return new ListenAddresses(
                PostfixConfig.of(
                        Map.of("compatibility_level", "3.6", "inet_interfaces", interfaces, "inet_protocols", "ipv4")),
                offset);
    }

    @Test
    void aPortShouldListenOnInetInterfaces() throws IOException {
        assertThat(addresses("127.0.0.1", 0).of("2525")).containsExactly(new InetSocketAddress("127.0.0.1", 2525));
        assertThat(addresses("loopback-only", 0).of("smtp")).containsExactly(new InetSocketAddress("127.0.0.1", 25));
        assertThat(addresses("all", 0).of("submission")).containsExactly(new InetSocketAddress("0.0.0.0", 587));
    }

    @Test
    void aHostShouldOverrideInetInterfaces() throws IOException {
        assertThat(addresses("all", 0).of("127.0.0.1:2525")).containsExactly(new InetSocketAddress("127.0.0.1", 2525));
        assertThat(addresses("all", 0).of("[127.0.0.1]:smtps"))
                .containsExactly(new InetSocketAddress("127.0.0.1", 465));
    }

    @Test
    void theOffsetShouldMoveEveryPortButZero() throws IOException {
        assertThat(addresses("127.0.0.1", 10_000).of("smtp").getFirst().getPort())
                .isEqualTo(10_025);
        assertThat(addresses("127.0.0.1", 10_000).of("0").getFirst().getPort()).isZero();
    }

    @Test
    void whatIsNoPortShouldBeRefused() {
        assertThatThrownBy(() -> addresses("127.0.0.1", 0).of("no-such-service"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> addresses("127.0.0.1", 65_000).of("2525")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> addresses("127.0.0.1", 0).of("[::1]:2525")).isInstanceOf(IOException.class);
    }
}
