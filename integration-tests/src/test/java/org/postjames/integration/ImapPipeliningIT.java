package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** IMAP clients that do not wait: commands in one write, literals, IDLE and AUTHENTICATE among them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImapPipeliningIT {
    private static final String LOGIN = "a LOGIN user1@example.test secret-1\r\n";

    private OwnServer server;

    @BeforeAll
    void start() throws Exception {
        server = new OwnServer();
        server.deliver("user1", "for pipelining", "body");
        Processes.await("the mail", Duration.ofSeconds(20), () -> {
            try (Stream<java.nio.file.Path> mails =
                    Files.list(server.maildir("user1").resolve("new"))) {
                return mails.findAny().isPresent();
            } catch (IOException e) {
                return false;
            }
        });
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void commandsInOneWriteShouldBeAnsweredInTheirOrder() throws Exception {
        String answers =
                all(LOGIN + "b SELECT INBOX\r\nc FETCH 1 (BODY.PEEK[HEADER.FIELDS (Subject)])\r\nd LOGOUT\r\n");
        assertThat(tagged(answers)).containsExactly("a OK", "b OK", "c OK", "d OK");
        assertThat(answers).contains("Subject: for pipelining");
    }

    @Test
    void hundredsOfCommandsShouldBeAnsweredInTheirOrder() throws Exception {
        StringBuilder commands = new StringBuilder(LOGIN + "b SELECT INBOX\r\n");
        for (int i = 0; i < 8000; i++) {
            commands.append("n").append(i).append(i % 100 == 0 ? " FETCH 1 FLAGS\r\n" : " NOOP\r\n");
        }
        List<String> seen = tagged(all(commands + "z LOGOUT\r\n"));
        assertThat(seen).hasSize(8003).endsWith("z OK");
        for (int i = 0; i < 8000; i++) {
            assertThat(seen.get(i + 2)).isEqualTo("n" + i + " OK");
        }
    }

    @Test
    void everySynchronisingLiteralShouldBeAskedFor() throws Exception {
        try (Client client = new Client()) {
            client.send("a LOGIN {18}\r\n");
            client.until("+ Ok\r\n");
            client.send("user1@example.test {8}\r\n");
            client.until("+ Ok\r\n");
            client.send("secret-1\r\nb SELECT INBOX\r\n");
            client.until("\r\nb OK");
            assertThat(client.seen()).contains("\r\na OK").doesNotContain("BAD");
        }
    }

    @Test
    void literalsThatNobodyWaitsForShouldBePipelined() throws Exception {
        String answers = all(
                "a LOGIN {18+}\r\nuser1@example.test {8+}\r\nsecret-1\r\nb SELECT {5+}\r\nINBOX\r\nc FETCH 1 FLAGS\r\nd LOGOUT\r\n");
        assertThat(tagged(answers)).containsExactly("a OK", "b OK", "c OK", "d OK");
    }

    @Test
    void appendedMailsOfAllSizesShouldComeBackWhole() throws Exception {
        for (int size : new int[] {40, 5_000, 70_000, 300_000}) {
            String mail = "Subject: appended\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(1 + size / 72);
            String box = "box" + size;
            try (Client client = new Client()) {
                client.send(LOGIN);
                client.until("\r\na OK"); // before it, large literals are refused
                client.send("b CREATE " + box + "\r\nc APPEND {" + box.length() + "+}\r\n" + box + " {" + mail.length()
                        + "+}\r\n" + mail + "\r\nd SELECT " + box + "\r\ne FETCH 1 BODY.PEEK[]\r\nf LOGOUT\r\n");
                String answers = client.rest();
                assertThat(tagged(answers))
                        .as("size %d", size)
                        .containsExactly("a OK", "b OK", "c OK", "d OK", "e OK", "f OK");
                assertThat(answers).contains("{" + mail.length() + "}\r\n" + mail);
            }
        }
    }

    @Test
    void aLargeLiteralAfterASmallOneShouldBeAskedFor() throws Exception {
        String mail = "Subject: appended\r\n\r\n" + ("y".repeat(70) + "\r\n").repeat(3000);
        try (Client client = new Client()) {
            client.send(LOGIN + "b CREATE large\r\nc APPEND {5}\r\n");
            client.until("+ Ok\r\n");
            client.send("large {" + mail.length() + "}\r\n");
            client.until("+ Ok\r\n");
            client.send(mail + "\r\nd STATUS large (MESSAGES)\r\ne SELECT large\r\nf FETCH 1 RFC822.SIZE\r\n");
            client.until("\r\nf OK");
            assertThat(client.seen()).contains("(MESSAGES 1)").contains("RFC822.SIZE " + mail.length());
        }
    }

    @Test
    void idleShouldEndWithDone() throws Exception {
        try (Client client = new Client()) {
            client.send(LOGIN + "b SELECT INBOX\r\nc IDLE\r\n");
            client.until("\r\n+ ");
            client.send("DONE\r\nd NOOP\r\n");
            client.until("\r\nd OK");
            client.send("e IDLE\r\nDONE\r\nf IDLE\r\nDONE\r\ng NOOP\r\n");
            client.until("\r\ng OK");
            assertThat(tagged(client.seen())).containsExactly("a OK", "b OK", "c OK", "d OK", "e OK", "f OK", "g OK");
        }
    }

    @Test
    void authenticateShouldTakeItsAnswer() throws Exception {
        String answer = java.util.Base64.getEncoder()
                .encodeToString("\0user1@example.test\0secret-1".getBytes(StandardCharsets.US_ASCII));
        String answers =
                all("a AUTHENTICATE PLAIN\r\n" + answer + "\r\nb SELECT INBOX\r\nc FETCH 1 FLAGS\r\nd LOGOUT\r\n");
        assertThat(tagged(answers)).containsExactly("a OK", "b OK", "c OK", "d OK");
    }

    @Test
    void commandsInTheClearAfterStarttlsShouldNotCount() throws Exception {
        String answers = all("a STARTTLS\r\nb NOOP\r\n");
        assertThat(answers).doesNotContain("b OK");
    }

    private String all(String commands) throws IOException {
        try (Client client = new Client()) {
            client.send(commands);
            return client.rest();
        }
    }

    /** The tag and OK, NO or BAD of each tagged answer. */
    private static List<String> tagged(String answers) {
        return answers.lines()
                .filter(line -> line.matches("[a-z][0-9]* (OK|NO|BAD).*"))
                .map(line -> line.split(" ")[0] + " " + line.split(" ")[1])
                .toList();
    }

    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.imap);
        private final InputStream in = socket.getInputStream();
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
        private int expectedFrom;

        Client() throws IOException {
            socket.setSoTimeout(20_000);
        }

        void send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length < 10_000) {
                socket.getOutputStream().write(bytes);
                return;
            }
            Thread.startVirtualThread(
                    () -> { // the server stops reading while we do not read its answers
                        try {
                            socket.getOutputStream().write(bytes);
                        } catch (IOException e) {
                            // the answers tell what is missing
                        }
                    });
        }

        String seen() {
            return seen.toString(StandardCharsets.ISO_8859_1);
        }

        void until(String text) throws IOException {
            for (int at = seen().indexOf(text, expectedFrom); at < 0; at = seen().indexOf(text, expectedFrom)) {
                int next = read(text);
                assertThat(next).as("end instead of %s after %s", text, seen()).isNotNegative();
                seen.write(next);
            }
            expectedFrom = seen().indexOf(text, expectedFrom) + text.length();
            while (!seen().endsWith("\n")) {
                seen.write(in.read());
            }
        }

        private int read(String awaited) throws IOException {
            try {
                return in.read();
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError(awaited + " did not come after " + seen(), e);
            }
        }

        String rest() throws IOException {
            in.transferTo(seen);
            return seen();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
