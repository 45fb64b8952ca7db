package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Floods and lies: nothing crashes, nothing leaks, and the limits answer as they are configured.
 *
 * <p>{@code -Dabuse.sessions=8000 -Dabuse.seed=N}: so many sessions, a quarter of each kind; the seed is printed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseIT {
    private static final int SESSIONS = Integer.getInteger("abuse.sessions", 8_000);
    private static final long SEED = Long.getLong("abuse.seed", System.nanoTime());
    private static final int AT_ONCE = 40;
    private static final int LONG_LINE = 100_000_000;
    private static final int SIZE_LIMIT = 10_240_000;
    private static final int FLOOD = 300;
    private static final String ENVELOPE = "MAIL FROM:<a@example.test>\r\nRCPT TO:<user1@example.test>\r\n";
    private static final byte[] CLIENT_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 1, 2, 3, 4, 5, 6};

    private OwnServer server;
    private long descriptors;

    @BeforeAll
    void start() throws Exception {
        System.out.println("abuse.seed=" + SEED + " abuse.sessions=" + SESSIONS);
        server = new OwnServer(
                "smtpd_error_sleep_time = 0",
                "smtpd_forbid_unauth_pipelining = no",
                "smtpd_junk_command_limit = 100",
                "smtpd_hard_error_limit = 20",
                "message_size_limit = " + SIZE_LIMIT);
        server.deliver("user1", "before the floods", "the first mail");
        descriptors = descriptors();
    }

    @AfterAll
    void stop() throws Exception {
        assertThat(server.postjames.isAlive()).as("seed %d", SEED).isTrue();
        server.deliver("user2", "after the floods", "the last mail");
        Processes.await("the last mail", Duration.ofSeconds(30), () -> Files.isDirectory(server.maildir("user2")));
        Processes.await("the end of all sessions", Duration.ofSeconds(60), () -> descriptors() <= descriptors + 20);
        long resident = server.postjames.residentMegabytes();
        System.out.println("resident megabytes after the floods: " + resident);
        assertThat(resident).isLessThan(600);
        assertThat(Files.readString(server.workspace.root().resolve("log/stdout")))
                .doesNotContain("Exception");
        assertThat(server.workspace.queue().resolve("incoming")).isEmptyDirectory();
        server.close();
    }

    @Test
    void aFloodOfRsetShouldEndAtTheErrorLimit() throws Exception {
        attack(random -> {
            String replies = talk("EHLO x.example\r\n" + "RSET\r\n".repeat(FLOOD));
            // 100 junk commands, 20 that are taken for errors, and each further one is one too many
            return endsWith(replies, "421 4.7.0 mail.example.test Error: too many errors")
                    && replies.split("250 2.0.0 Ok", -1).length - 1 == 100 + 20;
        });
    }

    @Test
    void aFloodOfPipelinedCommandsShouldEndAtTheErrorLimit() throws Exception {
        attack(random -> {
            StringBuilder flood = new StringBuilder("EHLO x.example\r\n");
            for (int i = 0; i < FLOOD; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> flood.append("MAIL FROM:<a@example.test>\r\n");
                    case 1 -> flood.append("RCPT TO:<x@elsewhere.example>\r\n");
                    case 2 -> flood.append("NOOP\r\n");
                    default -> flood.append("RSET\r\n");
                }
            }
            return endsWith(talk(flood.toString()), "421 4.7.0 mail.example.test Error: too many errors");
        });
    }

    @Test
    void halfAHandshakeShouldLeaveNothingBehind() throws Exception {
        attack(random -> {
            try (Socket socket = connect()) {
                socket.getOutputStream().write("EHLO x.example\r\nSTARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
                // STARTTLS ends a group of commands: what follows it in the same packet would be discarded
                byte[] greeting = new byte[512];
                while (!new String(greeting, StandardCharsets.US_ASCII).contains("220 2.0.0")) {
                    byte[] more = new byte[512];
                    if (socket.getInputStream().read(more) < 0) {
                        return false;
                    }
                    greeting = more;
                }
                byte[] hello = CLIENT_HELLO.clone();
                hello[random.nextInt(hello.length)] ^= (byte) random.nextInt(256);
                socket.getOutputStream().write(hello, 0, random.nextInt(hello.length + 1));
                return true;
            }
        });
    }

    @Test
    void aChunkThatIsNotWhatItSaysShouldLeaveNothingBehind() throws Exception {
        List<String> lies = List.of(
                "BDAT 100\r\nfew",
                "BDAT 99999999999999999999\r\nx",
                "BDAT -1 LAST\r\n",
                "BDAT 3 LAST\r\nmore than three\r\n",
                "BDAT 5\r\nab\r\n\r\n.\r\nQUIT\r\n",
                "BDAT 0\r\nBDAT 0\r\nDATA\r\n",
                "BDAT 1000000000 LAST\r\nx");
        attack(random -> {
            try (Socket socket = connect()) {
                socket.getOutputStream()
                        .write(("EHLO x.example\r\n" + ENVELOPE + lies.get(random.nextInt(lies.size())))
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().read(new byte[512]);
                return true;
            }
        });
    }

    @Test
    void aLineWithoutEndShouldNeitherFillMemoryNorEndTheSession() throws Exception {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            line(out);
            out.write("\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            String replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(replies)
                    .contains("500 5.5.2 Error: command not recognized")
                    .contains("221 2.0.0 Bye");
        }
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(("EHLO x.example\r\n" + ENVELOPE + "DATA\r\n").getBytes(StandardCharsets.US_ASCII));
            line(out);
            out.write("\r\n.\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            String replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(replies)
                    .contains("552 5.3.4 Error: message file too big")
                    .contains("221 2.0.0 Bye");
        }
        assertThat(server.postjames.residentMegabytes()).isLessThan(600);
    }

    private static void line(OutputStream out) throws IOException {
        byte[] piece = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        for (int sent = 0; sent < LONG_LINE; sent += piece.length) {
            out.write(piece);
        }
    }

    /** One session; false if the server did not answer as it should. */
    private interface Attack {
        boolean run(Random random) throws IOException;
    }

    private void attack(Attack attack) throws InterruptedException {
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        Semaphore atOnce = new Semaphore(AT_ONCE);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SESSIONS / 4; i++) {
                int session = i;
                atOnce.acquire();
                clients.submit(() -> {
                    try {
                        if (!attack.run(new Random(SEED + session))) {
                            wrong.add("session " + session);
                        }
                    } catch (IOException e) {
                        wrong.add("session " + session + ": " + e);
                    } finally {
                        atOnce.release();
                    }
                });
            }
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.workspace.port()), 60_000);
        return socket;
    }

    /** What the server says to commands that come all at once, until it hangs up. */
    private String talk(String commands) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder replies = new StringBuilder();
            byte[] buffer = new byte[8192];
            for (int length = 0; length >= 0; length = in.read(buffer)) {
                replies.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                if (replies.indexOf("\r\n421 ") >= 0) {
                    // what was sent and is not read any more may turn the end of the stream into a reset
                    break;
                }
            }
            return replies.toString();
        }
    }

    private static boolean endsWith(String replies, String last) {
        String text = replies.stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1).equals(last);
    }

    private long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + server.postjames.pid() + "/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
