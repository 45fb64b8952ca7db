package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private final List<Integer> patience = new ArrayList<>();
    private final byte[] buffer = new byte[4096];
    private long now;

    private RequestDeadline deadline() {
        return new RequestDeadline(10_000, 500, patience::add, () -> now);
    }

    /** A client that sends so many bytes after so many seconds. */
    private InputStream client(int bytes, int seconds) {
        return new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("only blocks are read");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                now += TimeUnit.SECONDS.toNanos(seconds);
                return bytes;
            }
        };
    }

    @Test
    void commandShouldHaveTheWholeTimeOnce() throws IOException {
        RequestDeadline deadline = deadline();
        InputStream slow = client(1, 4);
        for (int i = 0; i < 3; i++) {
            deadline.read(slow, buffer, 0, 4096);
        }
        assertThat(patience).containsExactly(10_000, 6_000, 2_000);
        assertThatThrownBy(() -> deadline.read(slow, buffer, 0, 4096)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void nextCommandShouldHaveTheWholeTimeAgain() throws IOException {
        RequestDeadline deadline = deadline();
        deadline.read(client(1, 9), buffer, 0, 4096);
        deadline.command();
        deadline.read(client(1, 9), buffer, 0, 4096);
        assertThat(patience).containsExactly(10_000, 10_000);
    }

    @Test
    void contentAtTheLeastRateShouldNotUseTimeUp() throws IOException {
        RequestDeadline deadline = deadline();
        deadline.content();
        for (int i = 0; i < 100; i++) {
            deadline.read(client(2000, 4), buffer, 0, 4096);
        }
        assertThat(patience).hasSize(100).containsOnly(10_000);
    }

    @Test
    void contentBelowTheLeastRateShouldUseTimeUp() throws IOException {
        RequestDeadline deadline = deadline();
        deadline.content();
        InputStream slow = client(500, 4);
        for (int i = 0; i < 4; i++) {
            deadline.read(slow, buffer, 0, 4096);
        }
        assertThat(patience).containsExactly(10_000, 7_000, 4_000, 1_000);
        assertThatThrownBy(() -> deadline.read(slow, buffer, 0, 4096)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void contentShouldNotSaveTimeUp() throws IOException {
        RequestDeadline deadline = deadline();
        deadline.content();
        deadline.read(client(4096, 0), buffer, 0, 4096);
        deadline.read(client(1, 3), buffer, 0, 4096);
        deadline.command();
        deadline.read(client(4096, 3), buffer, 0, 4096);
        deadline.read(client(1, 3), buffer, 0, 4096);
        assertThat(patience).containsExactly(10_000, 10_000, 10_000, 7_000);
    }
}
