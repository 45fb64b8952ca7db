package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many clients IMAP and POP3 serve at the same time, all together and from one address. */
class ConnectionLimitsIT {
    @Test
    void clientsBeyondTheLimitShouldBeTurnedAway() throws Exception {
        for (String limit : List.of("postjames_login_connection_limit", "postjames_login_connection_count_limit")) {
            try (OwnServer server = new OwnServer(limit + " = 1")) {
                for (int port : List.of(server.imap, server.pop3)) {
                    try (Socket served = served(port);
                            Socket second = connect(port)) {
                        assertThat(second.getInputStream().read()).isEqualTo(-1);
                        assertThat(served.isClosed()).isFalse();
                    }
                    served(port).close();
                }
            }
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** A connection that is greeted; that an earlier one has ended is counted a moment later. */
    private static Socket served(int port) throws IOException {
        Socket[] socket = new Socket[1];
        Processes.await("a greeting", Duration.ofSeconds(20), () -> {
            try {
                socket[0] = connect(port);
                if (socket[0].getInputStream().read() >= 0) {
                    return true;
                }
                socket[0].close();
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return socket[0];
    }
}
