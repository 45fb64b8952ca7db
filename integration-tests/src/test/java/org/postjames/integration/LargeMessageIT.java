package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Messages that are larger than the server's memory, in one dimension or another: with a heap of 64 MB they are accepted, queued and delivered, as Postfix
 * does it. {@code -Dlarge.megabytes=2000} sends that much instead of 300.
 */
class LargeMessageIT {
    private static final int MEGABYTES = Integer.getInteger("large.megabytes", 300);
    private static final int HEADER_LINES = 1_000_000;
    private static final int NESTED = 10_000;
    private static final String FIRST =
            "X-First: here\r\nFrom: a@remote.example\r\nMessage-Id: <large@remote.example>\r\n"
                    + "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n";

    /** Writes a message's lines, with CRLF, after {@link #FIRST}. */
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** What became of a message: the reply, and length and hash of what lies in the mailbox from {@link #FIRST} on, if anything. */
    private record Outcome(String reply, long length, String hash) {}

    @Test
    void aMessageLargerThanTheHeapShouldArriveWhole() throws Exception {
        byte[] block = ("0123456789".repeat(7) + "\r\n").repeat(1000).getBytes(StandardCharsets.US_ASCII);
        long blocks = MEGABYTES * 1_000_000L / block.length;
        Outcome outcome = ours(List.of(out -> {
                    line(out, "Subject: large");
                    line(out, "");
                    for (long i = 0; i < blocks; i++) {
                        out.write(block);
                    }
                }))
                .getFirst();
        assertThat(outcome.reply()).startsWith("250 2.0.0 Ok: queued as ");
        assertThat(outcome.length())
                .isEqualTo(
                        (FIRST + "Subject: large\r\n\r\n").replace("\r", "").length() + blocks * (block.length - 1000));
    }

    @Test
    @Tag("postfix")
    void messagesOfManyHeadersAndLevelsShouldFareAsThroughPostfix() throws Exception {
        RealPostfix.required();
        List<Content> contents = List.of(
                LargeMessageIT::manyHeaders,
                LargeMessageIT::longHeader,
                LargeMessageIT::nestedMultiparts,
                LargeMessageIT::nestedMessages);
        List<Outcome> expected = play(RealPostfix::new, contents);
        assertThat(ours(contents)).isEqualTo(expected);
        assertThat(expected).extracting(o -> o.reply().substring(0, 3)).containsExactly("250", "250", "550", "250");
        assertThat(expected.getFirst().length()).isGreaterThan(HEADER_LINES);
    }

    private static void manyHeaders(OutputStream out) throws IOException {
        for (int i = 0; i < HEADER_LINES; i++) {
            line(out, "X-" + i + ": v");
        }
        line(out, "");
        line(out, "body");
    }

    private static void longHeader(OutputStream out) throws IOException {
        line(out, "X-Long: begins");
        for (int i = 0; i < HEADER_LINES; i++) {
            line(out, " line " + i);
        }
        line(out, "X-Short: ends");
        line(out, "");
        line(out, "body");
    }

    private static void nestedMultiparts(OutputStream out) throws IOException {
        line(out, "MIME-Version: 1.0");
        for (int i = 0; i < NESTED; i++) {
            line(out, "Content-Type: multipart/mixed; boundary=\"b" + i + "\"");
            line(out, "");
            line(out, "--b" + i);
        }
        line(out, "Content-Type: text/plain");
        line(out, "");
        line(out, "innermost");
        for (int i = NESTED - 1; i >= 0; i--) {
            line(out, "--b" + i + "--");
        }
    }

    private static void nestedMessages(OutputStream out) throws IOException {
        line(out, "MIME-Version: 1.0");
        for (int i = 0; i < NESTED; i++) {
            line(out, "Content-Type: message/rfc822");
            line(out, "");
            line(out, "Subject: level " + i);
        }
        line(out, "");
        line(out, "innermost");
    }

    private static List<Outcome> ours(List<Content> contents) throws Exception {
        return play(workspace -> new Postjames(workspace, "-Xmx64m"), contents);
    }

    private static List<Outcome> play(Function<Workspace, Mta> system, List<Content> contents) throws Exception {
        try (Mta mta = system.apply(Workspace.create(ScenarioIT.workspace(), Workspace.freePort()))) {
            mta.start(new Scenario(
                    "large",
                    "",
                    List.of(
                            "message_size_limit = 0",
                            "mailbox_size_limit = 0",
                            "mail_spool_directory = @MAIL@/",
                            "header_checks = regexp:@ETC@/checks"),
                    List.of(),
                    Map.of("aliases", "postmaster: root\n", "checks", "/^X-999999:/ WARN seen\n"),
                    List.of(),
                    List.of()));
            List<Outcome> outcomes = new ArrayList<>();
            for (Content content : contents) {
                String reply = send(mta.workspace().port(), content);
                ScenarioPlayer.settle(mta.workspace());
                outcomes.add(outcome(
                        reply.replaceFirst("queued as .*", "queued as "),
                        mta.workspace().mail()));
            }
            return outcomes;
        }
    }

    private static String send(int port, Content content) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(120_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 65_536);
            in.readLine();
            for (String command : List.of(
                    "HELO client.example", "MAIL FROM:<a@remote.example>", "RCPT TO:<games@example.test>", "DATA")) {
                line(out, command);
                out.flush();
                assertThat(in.readLine()).matches("[23]\\d\\d .*");
            }
            out.write(FIRST.getBytes(StandardCharsets.US_ASCII));
            content.write(out);
            line(out, ".");
            out.flush();
            return in.readLine();
        }
    }

    /** Reads the one message that may be there, and removes it. */
    private static Outcome outcome(String reply, Path mailboxes) throws IOException, NoSuchAlgorithmException {
        List<Path> mails;
        try (Stream<Path> files = Files.walk(mailboxes)) {
            mails = files.filter(Files::isRegularFile).toList();
        }
        if (mails.isEmpty()) {
            return new Outcome(reply, 0, "");
        }
        assertThat(mails).hasSize(1);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[65_536];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(mails.getFirst()), buffer.length)) {
            int got = in.readNBytes(buffer, 0, buffer.length);
            int first = new String(buffer, 0, got, StandardCharsets.ISO_8859_1).indexOf("X-First: ");
            assertThat(first).isNotNegative();
            digest.update(buffer, first, got - first);
            long length = got - first;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                length += n;
            }
            return new Outcome(reply, length, HexFormat.of().formatHex(digest.digest()));
        } finally {
            Files.delete(mails.getFirst());
        }
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
