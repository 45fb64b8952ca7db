package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A Maildir in which the second to fifth message cannot be read: a file of mode 0000, a directory with a file in it, a dangling link and a pipe. The first and
 * the last are served nevertheless. Dovecot, too, has all six in the mailbox, and leaves those whose file is missing out of what it fetches and finds; but it
 * hangs up where a file's mode forbids to read it.
 */
class UnreadableMailIT {
    private static final String LOGIN = "a LOGIN user1@example.test secret-1\r\nb SELECT INBOX\r\n";
    private static final int NOBODY = 65534;

    private OwnServer server;
    private Path cur;

    @BeforeEach
    void start() throws Exception {
        server = new OwnServer();
        Path maildir = server.maildir("user1");
        cur = maildir.resolve("cur");
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(maildir.resolve(part));
        }
        write(1);
        Files.setPosixFilePermissions(write(2), PosixFilePermissions.fromString("---------"));
        Files.writeString(Files.createDirectory(file(3)).resolve("within"), "x");
        Files.createSymbolicLink(file(4), Path.of("missing"));
        Processes.run(List.of("mkfifo", file(5).toString()), "", Duration.ofSeconds(20));
        write(6);
        if (System.getProperty("user.name").equals("root")) {
            try (Stream<Path> files = Files.walk(maildir.getParent())) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(file, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Path file(int number) {
        return cur.resolve("160000000" + number + ".M" + number + ".host:2,S");
    }

    private Path write(int number) throws IOException {
        return Files.writeString(file(number), "Subject: number " + number + "\n\nbody\n");
    }

    @Test
    void imapShouldServeTheOthers() throws Exception {
        assertThat(imap("c FETCH 1:* (UID FLAGS)\r\n"))
                .contains("* 6 EXISTS", "c OK")
                .contains(lines("* %d FETCH (FLAGS (\\Seen) UID %d)", 1, 2, 3, 4, 5, 6));
        assertThat(imap("c FETCH 1:* RFC822.SIZE\r\nd FETCH 1:* INTERNALDATE\r\n"))
                .contains("* 1 FETCH (RFC822.SIZE 27)", "* 2 FETCH (RFC822.SIZE 24)", "* 3 FETCH (RFC822.SIZE 0)")
                .contains("* 4 FETCH (RFC822.SIZE 0)", "* 5 FETCH (RFC822.SIZE 0)", "* 6 FETCH (RFC822.SIZE 27)")
                .contains("c OK", "* 4 FETCH (INTERNALDATE \"01-Jan-1970 ", "* 6 FETCH (INTERNALDATE ", "d OK");
        for (String items : List.of(
                "BODY.PEEK[]",
                "BODY.PEEK[TEXT]",
                "BODY.PEEK[HEADER.FIELDS (Subject)]",
                "ENVELOPE",
                "(FLAGS RFC822.SIZE BODYSTRUCTURE)")) {
            assertThat(imap("c FETCH 1:* " + items + "\r\nd FETCH 1,2,6 " + items + "\r\n"))
                    .as(items)
                    .contains("c OK", "d OK", "* 1 FETCH (", "* 6 FETCH (")
                    .doesNotContain("* 2 FETCH", "* 3 FETCH", "* 4 FETCH", "* 5 FETCH");
        }
        assertThat(imap("c SEARCH TEXT number\r\nd SEARCH SUBJECT number\r\n"))
                .containsSubsequence("* SEARCH 1 6", "c OK", "* SEARCH 1 6", "d OK");
        assertThat(imap("c SEARCH ALL\r\nd STATUS INBOX (MESSAGES)\r\n"))
                .contains("* SEARCH 1 2 3 4 5 6", "(MESSAGES 6)", "c OK", "d OK");
        assertThat(Files.readString(server.workspace.maillog()))
                .contains("open " + file(2) + ": Permission denied: message left out")
                .contains("open " + file(3) + ": Not a regular file: message left out")
                .contains("open " + file(4) + ": No such file or directory: message left out")
                .contains("open " + file(5) + ": Not a regular file: message left out")
                .doesNotContain("open " + file(1));
    }

    @Test
    void expungeShouldTakeAwayWhatCanBeTaken() throws Exception {
        assertThat(imap("c STORE 1:* +FLAGS.SILENT (\\Deleted)\r\nd EXPUNGE\r\ne FETCH 1:* UID\r\n"))
                .contains("c OK", "d OK", "e OK", "* 1 FETCH (UID 3)")
                .doesNotContain("* 2 FETCH");
        assertThat(cur.toFile().list()).singleElement().isEqualTo("1600000003.M3.host:2,ST");
    }

    @Test
    void pop3ShouldServeTheOthers() throws Exception {
        assertThat(
                        dialogue(
                                server.pop3,
                                "USER user1@example.test\r\nPASS secret-1\r\nLIST\r\nRETR 2\r\nRETR 3\r\nRETR 6\r\nTOP 4 1\r\nTOP 1 0\r\nQUIT\r\n"))
                .containsSubsequence(
                        "1 27\r\n2 24\r\n3 0\r\n4 0\r\n5 0\r\n6 27\r\n.\r\n",
                        "-ERR",
                        "-ERR",
                        "+OK",
                        "Subject: number 6\r\n\r\nbody\r\n.\r\n",
                        "-ERR",
                        "+OK",
                        "Subject: number 1\r\n\r\n.\r\n",
                        "+OK");
    }

    private static List<String> lines(String format, int... numbers) {
        return java.util.Arrays.stream(numbers)
                .mapToObj(n -> String.format(format, n, n))
                .toList();
    }

    private String imap(String commands) throws IOException {
        return dialogue(server.imap, LOGIN + commands + "z LOGOUT\r\n");
    }

    private static String dialogue(int port, String lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
