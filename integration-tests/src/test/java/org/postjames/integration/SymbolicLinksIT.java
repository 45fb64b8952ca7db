package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postjames.comparison.Comparison;

/**
 * A user of the host lays links to files of root and of another user where a server that runs as root would come across them: nothing is read through them and
 * nothing is written. The attacker is the account {@code games}, or the mailbox {@code mallory@v.test} that belongs to {@code nobody}; the victims are root's
 * directory {@code secret} and the mailbox {@code victim@v.test} of {@code news}.
 */
class SymbolicLinksIT {
    private static final String SECRET = "nobody may read this";
    private static final int NOBODY = 65534;

    private Workspace workspace;
    private Postjames postjames;
    private Path secret;
    private Path spool;
    private Path forward;
    private final int imap = freePort();
    private final int pop3 = freePort();

    @BeforeEach
    void start() throws Exception {
        Comparison.needsRoot("only root can act for several users");
        workspace = Workspace.create(ScenarioIT.workspace(), 0);
        secret = directory("secret", "root", "rwx------");
        spool = directory("spool", "root", "rwxrwxrwx");
        forward = directory("forward", "root", "rwxr-xr-x");
        Path maildir = directory("secret/Maildir", "root", "rwx------");
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectory(maildir.resolve(part));
        }
        Files.writeString(maildir.resolve("cur/1.M1.x:2,S"), "Subject: " + SECRET + "\n\n" + SECRET + "\n");
        file(secret.resolve("file"), SECRET + "\n");
        file(secret.resolve("list"), "news\n# " + SECRET + "\n");
        directory("mail/v.test", "root", "rwxr-xr-x");
        directory("mail/v.test/victim", "news", "rwxr-xr-x");
        directory("mail/v.test/mallory", "nobody", "rwxr-xr-x");
        postjames = new Postjames(workspace);
        postjames.start(new Scenario(
                "links",
                "",
                List.of(
                        "mail_spool_directory = " + spool,
                        "forward_path = " + forward + "/$user",
                        "local_recipient_maps =",
                        "virtual_mailbox_domains = v.test",
                        "virtual_mailbox_base = @MAIL@",
                        "virtual_mailbox_maps = inline:{mallory@v.test=v.test/mallory/Maildir/, victim@v.test=v.test/victim/Maildir/}",
                        "virtual_minimum_uid = 1",
                        "virtual_uid_maps = inline:{mallory@v.test=" + NOBODY + ", victim@v.test=" + uid("news") + "}",
                        "virtual_gid_maps = inline:{mallory@v.test=" + NOBODY + ", victim@v.test=" + uid("news") + "}",
                        "postjames_passwd_file = @ETC@/users",
                        "postjames_imap_listen = 127.0.0.1:" + imap,
                        "postjames_pop3_listen = 127.0.0.1:" + pop3),
                List.of(),
                Map.of(
                        "aliases", "postmaster: root\n",
                        "users", "mallory@v.test:{PLAIN}secret\nvictim@v.test:{PLAIN}secret\n"),
                List.of(),
                List.of()));
        Processes.await("the IMAP port", Duration.ofSeconds(20), () -> Processes.answers(imap));
        send("victim@v.test", SECRET);
        send("mallory@v.test", "hello");
        ScenarioPlayer.settle(workspace);
        assertThat(maildir("victim").resolve("new").toFile().list()).hasSize(1);
    }

    @AfterEach
    void stop() throws Exception {
        if (postjames != null) {
            postjames.close();
        }
    }

    @Test
    void mailForAnMboxShouldNotGoThroughLinks() throws Exception {
        Map<String, String> before = protectedFiles();
        link(spool.resolve("games"), secret.resolve("file"), "games");
        send("games@example.test", "through a symbolic link");
        ScenarioPlayer.settle(workspace);
        assertThat(log()).contains("(cannot update mailbox " + spool + "/games for user games. ");

        Files.delete(spool.resolve("games"));
        Files.createLink(spool.resolve("games"), secret.resolve("file"));
        send("games@example.test", "through a hard link");
        ScenarioPlayer.settle(workspace);
        assertThat(log()).contains("is not owned by recipient");
        Files.delete(spool.resolve("games"));

        link(spool.resolve("games.lock"), secret.resolve("made"), "games");
        send("games@example.test", "lock file");
        ScenarioPlayer.settle(workspace);
        assertThat(protectedFiles()).isEqualTo(before);
    }

    @Test
    void aForwardFileShouldActWithItsOwnersRightsOnly() throws Exception {
        Map<String, String> before = protectedFiles();
        link(forward.resolve("games"), secret.resolve("list"), "games");
        send("games@example.test", "the forward file is a link");
        ScenarioPlayer.settle(workspace);
        assertThat(Files.readString(spool.resolve("games"))).contains("the forward file is a link");

        Files.delete(forward.resolve("games"));
        Path out = directory("out", "games", "rwx------");
        link(out.resolve("archive"), secret.resolve("file"), "games");
        Files.writeString(
                forward.resolve("games"),
                String.join(
                        "\n",
                        secret.resolve("file").toString(),
                        out.resolve("archive").toString(),
                        secret + "/Maildir/",
                        maildir("victim") + "/",
                        "\":include:" + secret.resolve("list") + "\"",
                        "\"|cat " + secret.resolve("file") + " > " + out.resolve("copy") + "\"",
                        ""));
        own(forward.resolve("games"), "games");
        send("games@example.test", "to other people's files");
        ScenarioPlayer.settle(workspace);
        assertThat(protectedFiles()).isEqualTo(before);
        assertThat(Files.readString(out.resolve("copy"))).isEmpty();
        assertThat(log().lines().filter(l -> l.contains("relay=local") && l.contains("orig_to=<games@example.test>")))
                .noneMatch(l -> l.contains("status=sent"));
        assertThat(log()).contains("Permission denied");
        assertThat(spool.resolve("news")).doesNotExist(); // the included list was not read
    }

    @Test
    void mailForAMaildirShouldNotGoThroughLinks() throws Exception {
        Map<String, String> before = protectedFiles();
        Path maildir = maildir("mallory");
        for (Path target : List.of(maildir("victim"), secret.resolve("Maildir"))) {
            for (String part : List.of("tmp", "new")) {
                Path aside = maildir.resolve("aside");
                Files.move(maildir.resolve(part), aside);
                link(maildir.resolve(part), target.resolve(part), "nobody");
                send("mallory@v.test", "through " + part);
                ScenarioPlayer.settle(workspace);
                Files.delete(maildir.resolve(part));
                Files.move(aside, maildir.resolve(part));
            }
            Path aside = maildir.resolveSibling("aside");
            Files.move(maildir, aside);
            link(maildir, target, "nobody");
            send("mallory@v.test", "through all of it");
            ScenarioPlayer.settle(workspace);
            Files.delete(maildir);
            Files.move(aside, maildir);
        }
        assertThat(protectedFiles()).isEqualTo(before);
        assertThat(log().lines().filter(l -> l.contains("to=<mallory@v.test>") && l.contains("Permission denied")))
                .hasSize(6);
    }

    @Test
    void imapFoldersShouldNotLeadElsewhere() throws Exception {
        Map<String, String> before = protectedFiles();
        Path maildir = maildir("mallory");
        link(maildir.resolve("cur/1.M1.a:2,S"), secret.resolve("file"), "nobody");
        link(maildir.resolve("cur/2.M2.b:2,"), maildir("victim").resolve("new"), "nobody");
        link(maildir.resolve(".Victim"), maildir("victim"), "nobody");
        link(maildir.resolve(".Root"), secret.resolve("Maildir"), "nobody");
        Path half = directory("mail/v.test/mallory/Maildir/.Half", "nobody", "rwx------");
        for (String part : List.of("cur", "new", "tmp")) {
            link(half.resolve(part), secret.resolve("Maildir").resolve(part), "nobody");
        }
        Path lists = directory("mail/v.test/mallory/Maildir/.Lists", "nobody", "rwx------");
        for (String part : List.of("cur", "new", "tmp")) {
            own(Files.createDirectory(lists.resolve(part)), "nobody");
        }
        link(lists.resolve("dovecot-uidlist"), secret.resolve("file"), "nobody");
        link(lists.resolve("dovecot-uidlist.lock"), secret.resolve("made"), "nobody");
        String first = dialogue(imap, everyCommand());
        assertThat(first).contains("b OK FETCH", "hello", "z OK").doesNotContain(SECRET);
        for (String name : List.of("subscriptions", "dovecot-keywords", "dovecot-acl-list")) {
            Files.deleteIfExists(maildir.resolve(name));
            link(maildir.resolve(name), secret.resolve("file"), "nobody");
        }
        String second = dialogue(imap, everyCommand());
        assertThat(second).contains("a OK LOGIN", "z OK").doesNotContain(SECRET);
        assertThat(protectedFiles()).isEqualTo(before);
    }

    private static String everyCommand() {
        StringBuilder all = new StringBuilder("a LOGIN mallory@v.test secret\r\na LIST \"\" *\r\na LSUB \"\" *\r\n");
        for (String folder : List.of("INBOX", "Victim", "Root", "Half", "Lists")) {
            all.append("b SELECT ").append(folder).append("\r\n");
            for (int message = 1; message <= 3; message++) {
                all.append("b FETCH ").append(message).append(" (FLAGS RFC822.SIZE ENVELOPE BODY.PEEK[])\r\n");
            }
            all.append("b SEARCH TEXT nobody\r\n");
            all.append("b STORE 1:* +FLAGS (\\Deleted keyword)\r\n");
            all.append("b COPY 1:* INBOX\r\n");
            all.append("b EXPUNGE\r\n");
            all.append("b CLOSE\r\n");
            all.append("c APPEND ").append(folder).append(" {14+}\r\nSubject: x\r\n\r\n\r\n");
            all.append("c SUBSCRIBE ").append(folder).append("\r\n");
        }
        for (String folder : List.of("Victim", "Root", "Half", "Lists")) {
            all.append("d CREATE ").append(folder).append(".below\r\n");
            all.append("d RENAME ")
                    .append(folder)
                    .append(" Moved")
                    .append(folder)
                    .append("\r\n");
            all.append("d DELETE ").append(folder).append("\r\n");
            all.append("d DELETE Moved").append(folder).append("\r\n");
        }
        return all + "z LOGOUT\r\n";
    }

    @Test
    void pop3ShouldNotReadThroughLinks() throws Exception {
        Map<String, String> before = protectedFiles();
        Path maildir = maildir("mallory");
        link(maildir.resolve("new/1.M1.a"), secret.resolve("file"), "nobody");
        link(maildir.resolve("new/2.M2.b"), maildir("victim").resolve("new"), "nobody");
        String transcript = dialogue(
                pop3,
                "USER mallory@v.test\r\nPASS secret\r\nLIST\r\nRETR 1\r\nRETR 2\r\nRETR 3\r\nTOP 1 9\r\nDELE 1\r\nDELE 2\r\nQUIT\r\n");
        assertThat(transcript).contains("+OK").doesNotContain(SECRET);
        assertThat(protectedFiles()).isEqualTo(before);
    }

    private static String dialogue(int port, String lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Path maildir(String user) {
        return workspace.mail().resolve("v.test/" + user + "/Maildir");
    }

    private void send(String recipient, String text) throws IOException {
        assertThat(SmtpDialogue.play(
                        workspace.port(),
                        List.of(
                                "C: EHLO x.example",
                                "C: MAIL FROM:<>",
                                "C: RCPT TO:<" + recipient + ">",
                                "C: DATA",
                                "D: Subject: " + text,
                                "D: ",
                                "D: " + text,
                                "C: .",
                                "C: QUIT")))
                .contains("queued as");
    }

    private String log() throws IOException {
        return Files.readString(workspace.maillog(), StandardCharsets.ISO_8859_1);
    }

    /** Everything about the files that the attacker may neither read nor change. */
    private Map<String, String> protectedFiles() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path root : List.of(secret, maildir("victim"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.forEach(f -> found.put(f.toString(), state(f)));
            }
        }
        return found;
    }

    private static String state(Path file) {
        try {
            String content = Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
            return Files.readAttributes(file, "unix:mode,uid,gid,ino", LinkOption.NOFOLLOW_LINKS) + content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path directory(String name, String owner, String mode) throws IOException {
        Path made = Files.createDirectories(workspace.root().resolve(name));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
        return own(made, owner);
    }

    private static void file(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void link(Path link, Path target, String owner) throws IOException {
        own(Files.createSymbolicLink(link, target), owner);
    }

    private static Path own(Path path, String owner) throws IOException {
        Files.setAttribute(path, "unix:uid", uid(owner), LinkOption.NOFOLLOW_LINKS);
        return path;
    }

    private static int uid(String user) throws IOException {
        Path probe = Files.createTempFile("owner", "");
        try {
            Files.setOwner(
                    probe,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
            return (int) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    private static int freePort() {
        try {
            return Workspace.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
