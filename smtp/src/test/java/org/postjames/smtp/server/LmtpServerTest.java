package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LMTP over a Unix-domain socket. // RFC 2033 */
class LmtpServerTest {
    private static final String TWO = "LHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<alice@example.test>\r\n"
            + "RCPT TO:<nobody@elsewhere.test>\r\nRCPT TO:<alice@example.test>\r\n";

    @TempDir
    Path folder;

    private TestServer server(String... settings) throws Exception {
        List<String> all = Stream.concat(
                        Stream.of(
                                "process_name = lmtpd",
                                "mynetworks = 192.0.2.1",
                                "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination",
                                "smtpd_authorized_xclient_hosts =",
                                "smtpd_forbid_unauth_pipelining = no"),
                        Stream.of(settings))
                .toList();
        TestServer server = new TestServer(folder, all, SaslAuthenticator.NONE);
        server.server.start(socket());
        return server;
    }

    private Path socket() {
        return folder.resolve("s");
    }

    /** What the server says to a client that says everything at once. */
    private String talk(String input) throws Exception {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(socket()));
            for (ByteBuffer out = ByteBuffer.wrap(input.getBytes(StandardCharsets.ISO_8859_1)); out.hasRemaining(); ) {
                client.write(out);
            }
            client.shutdownOutput();
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.ISO_8859_1)
                    .replaceAll("\\b[0-9A-F]{9,12}\\b", "QID");
        }
    }

    /** The replies from one on that begins so. */
    private static List<String> from(String start, String replies) {
        return replies.lines().dropWhile(line -> !line.startsWith(start)).toList();
    }

    @Test
    void lhloShouldAnnounceWhatEhloDoesButWhatIsForSmtpOnly() throws Exception {
        try (TestServer server = server()) {
            assertThat(talk("LHLO c\r\nQUIT\r\n").lines())
                    .containsExactly(
                            "220 mail.example.test LMTP Postfix",
                            "250-mail.example.test",
                            "250-PIPELINING",
                            "250-SIZE 100000",
                            "250-VRFY",
                            "250-ENHANCEDSTATUSCODES",
                            "250-8BITMIME",
                            "250-DSN",
                            "250-SMTPUTF8",
                            "250 CHUNKING",
                            "221 2.0.0 Bye");
            assertThat(server.logOfOneSession())
                    .contains(
                            "connect from localhost[127.0.0.1]",
                            "disconnect from localhost[127.0.0.1] lhlo=1 quit=1 commands=2");
        }
    }

    @Test
    void whoSpeaksSmtpShouldNotice() throws Exception {
        try (TestServer server = server("smtpd_helo_required = yes")) {
            assertThat(talk("EHLO c\r\nHELO c\r\nETRN relay.test\r\nLHLO\r\nMAIL FROM:<>\r\nQUIT\r\n")
                            .lines())
                    .containsExactly(
                            "220 mail.example.test LMTP Postfix",
                            "500 5.5.2 Error: command not recognized",
                            "500 5.5.2 Error: command not recognized",
                            "500 5.5.2 Error: command not recognized",
                            "501 Syntax: LHLO hostname",
                            "503 5.5.1 Error: send LHLO first",
                            "221 2.0.0 Bye");
        }
    }

    @Test
    void smtpShouldNotKnowLhlo() throws Exception {
        try (TestServer server = server("process_name = smtpd")) {
            assertThat(talk("LHLO c\r\nQUIT\r\n").lines())
                    .containsExactly(
                            "220 mail.example.test ESMTP Postfix",
                            "500 5.5.2 Error: command not recognized",
                            "221 2.0.0 Bye");
            assertThat(server.messages()).isEmpty();
        }
    }

    @Test
    void eachRecipientThatWasAcceptedShouldGetItsReply() throws Exception {
        try (TestServer server = server()) {
            String replies = talk(TWO + "DATA\r\nSubject: x\r\n\r\ntext\r\n.\r\n"
                    + "MAIL FROM:<a@b.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n.\r\nQUIT\r\n");
            assertThat(replies).contains("554 5.7.1 <nobody@elsewhere.test>: Relay access denied");
            assertThat(from("354", replies))
                    .containsExactly(
                            "354 End data with <CR><LF>.<CR><LF>",
                            "250 2.0.0 Ok: queued as QID",
                            "250 2.0.0 Ok: queued as QID",
                            "250 2.1.0 Ok",
                            "250 2.1.5 Ok",
                            "354 End data with <CR><LF>.<CR><LF>",
                            "250 2.0.0 Ok: queued as QID",
                            "221 2.0.0 Bye");
            assertThat(server.messages()).hasSize(2);
            String message = Files.readString(server.messages().getFirst(), StandardCharsets.ISO_8859_1);
            assertThat(message)
                    .contains("Received: from c (localhost [127.0.0.1])")
                    .contains("\tby mail.example.test (Postfix) with LMTP id ")
                    .contains("protocol_name=LMTP");
        }
    }

    @Test
    void dataWithoutRecipientsShouldBe503() throws Exception {
        try (TestServer server = server()) {
            assertThat(from("554", talk("LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@elsewhere.test>\r\nDATA\r\nQUIT\r\n")))
                    .containsExactly(
                            "554 5.7.1 <x@elsewhere.test>: Relay access denied",
                            "503 5.5.1 Error: need RCPT command",
                            "221 2.0.0 Bye");
        }
    }

    @Test
    void failureOfTheMessageShouldBeToldForEachRecipient() throws Exception {
        try (TestServer server = server("smtpd_end_of_data_restrictions = reject")) {
            String once = "MAIL FROM:<a@b.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nx\r\n.\r\n";
            assertThat(from("354", talk(TWO + "DATA\r\nx\r\n.\r\n" + once + "QUIT\r\n")))
                    .containsExactly(
                            "354 End data with <CR><LF>.<CR><LF>",
                            "554 5.7.1 <END-OF-MESSAGE>: End-of-data rejected: Access denied",
                            "554 5.7.1 <END-OF-MESSAGE>: End-of-data rejected: Access denied",
                            "250 2.1.0 Ok",
                            "250 2.1.5 Ok",
                            "354 End data with <CR><LF>.<CR><LF>",
                            "554 5.7.1 <END-OF-MESSAGE>: End-of-data rejected: Access denied",
                            "221 2.0.0 Bye");
            assertThat(server.messages()).isEmpty();
        }
    }

    @Test
    void messageThatIsTooBigShouldBeToldForEachRecipient() throws Exception {
        try (TestServer server = server("message_size_limit = 100")) {
            assertThat(from("354", talk(TWO + "DATA\r\n" + "x".repeat(200) + "\r\n.\r\nQUIT\r\n")))
                    .containsExactly(
                            "354 End data with <CR><LF>.<CR><LF>",
                            "552 5.3.4 Error: message file too big",
                            "552 5.3.4 Error: message file too big",
                            "221 2.0.0 Bye");
        }
    }

    @Test
    void lastChunkShouldBeAnsweredForEachRecipientAndOthersOnce() throws Exception {
        try (TestServer server = server()) {
            String replies = talk(
                    TWO + "BDAT 5\r\na: b\nBDAT 4 LAST\r\n\nxy\n" + "MAIL FROM:<>\r\nBDAT 0 LAST\r\nRSET\r\nQUIT\r\n");
            assertThat(from("250 2.0.0 Ok: 5 bytes", replies))
                    .containsExactly(
                            "250 2.0.0 Ok: 5 bytes",
                            "250 2.0.0 Ok: 12 bytes queued as QID",
                            "250 2.0.0 Ok: 12 bytes queued as QID",
                            "250 2.1.0 Ok",
                            "250 2.0.0 Ok",
                            "221 2.0.0 Bye");
            assertThat(server.messages()).hasSize(1);
        }
    }

    @Test
    void chunkThatFailsShouldBeAnsweredOnceAndTheLastOneForEachRecipient() throws Exception {
        try (TestServer server = server("message_size_limit = 100")) {
            String chunk = "x".repeat(60) + "\n";
            String replies = talk(TWO + "BDAT 61\r\n" + chunk + "BDAT 61\r\n" + chunk + "BDAT 61 LAST\r\n" + chunk
                    + "MAIL FROM:<>\r\nRCPT TO:<alice@example.test>\r\nBDAT 3 LAST\r\nx\r\nQUIT\r\n");
            assertThat(from("250 2.0.0 Ok: 61", replies))
                    .containsExactly(
                            "250 2.0.0 Ok: 61 bytes",
                            "552 5.3.4 Chunk exceeds message size limit",
                            "551 5.0.0 Discarded 61 bytes after earlier error",
                            "551 5.0.0 Discarded 61 bytes after earlier error",
                            "250 2.1.0 Ok",
                            "250 2.1.5 Ok",
                            "552 5.3.4 Error: message file too big",
                            "221 2.0.0 Bye");
        }
    }

    @Test
    void clientOfTheSocketShouldBeLocal() throws Exception {
        String relay = "LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@elsewhere.test>\r\nQUIT\r\n";
        try (TestServer server = server("mynetworks = 127.0.0.0/8")) {
            assertThat(talk(relay)).contains("250 2.1.5 Ok");
            assertThat(server.messages()).isEmpty();
        }
    }

    @Test
    void clientThatSaysNothingShouldBeToldSo() throws Exception {
        try (TestServer server = server("smtpd_timeout = 1s");
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(socket()));
            assertThat(new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("220 mail.example.test LMTP Postfix\r\n"
                            + "421 4.4.2 mail.example.test Error: timeout exceeded\r\n");
            assertThat(server.logOfOneSession()).contains("timeout after CONNECT from localhost[127.0.0.1]");
        }
    }

    @Test
    void socketShouldBeOpenToAllAndVanishWithTheServer() throws Exception {
        Files.createFile(socket());
        try (TestServer server = server()) {
            assertThat(Files.getPosixFilePermissions(socket())).hasSize(6);
            assertThat(server.server.listeners()).hasSize(1);
        }
        assertThat(socket()).doesNotExist();
    }
}
