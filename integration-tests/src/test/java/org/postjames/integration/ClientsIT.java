package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** Real mail clients against our server: swaks, curl, mbsync, fetchmail, mpop, mutt, Python's imaplib. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {
    private OwnServer server;

    @TempDir
    Path home;

    @BeforeAll
    void start() throws Exception {
        server = new OwnServer();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    private Mta.Output run(String input, String... words) throws IOException, InterruptedException {
        required(words[0]);
        return Processes.run(List.of(words), input, Duration.ofMinutes(2));
    }

    /** A client that is not installed skips its test, except where the comparison is required. */
    private static void required(String program) {
        boolean found = Stream.of("/usr/bin/", "/usr/local/bin/", "/usr/sbin/", "")
                        .anyMatch(d -> Files.isExecutable(Path.of(d + program)))
                || program.equals("python3");
        Comparison.needs(found, program + " is not installed");
    }

    @Test
    void swaksShouldSubmitWithTlsAndAuth() throws Exception {
        Mta.Output sent = run(
                "",
                "swaks",
                "--server",
                "127.0.0.1:" + server.submission,
                "--tls",
                "--auth",
                "PLAIN",
                "--auth-user",
                "user1@example.test",
                "--auth-password",
                "secret-1",
                "--from",
                "user1@example.test",
                "--to",
                "user2@example.test",
                "--header",
                "Subject: by swaks");
        assertThat(sent.exit()).as(sent.stdout() + sent.stderr()).isZero();
        assertThat(sent.stdout())
                .contains("235 2.7.0 Authentication successful")
                .contains("queued as");
        awaitMail("user2", "Subject: by swaks");
    }

    @Test
    void swaksShouldBeRefusedWithoutAuthOrTls() throws Exception {
        Mta.Output plain = run(
                "",
                "swaks",
                "--server",
                "127.0.0.1:" + server.submission,
                "--from",
                "a@example.test",
                "--to",
                "user2@example.test");
        assertThat(plain.stdout()).contains("530 5.7.0 Must issue a STARTTLS command first");
        Mta.Output wrong = run(
                "",
                "swaks",
                "--server",
                "127.0.0.1:" + server.submission,
                "--tls",
                "--auth",
                "LOGIN",
                "--auth-user",
                "user1@example.test",
                "--auth-password",
                "wrong",
                "--from",
                "a@example.test",
                "--to",
                "user2@example.test");
        assertThat(wrong.stdout()).contains("535 5.7.8 Error: authentication failed");
    }

    @Test
    void curlShouldSendAndReadOverImapAndPop3() throws Exception {
        Mta.Output sent = run(
                "From: a@example.test\r\nSubject: by curl\r\n\r\nhello\r\n",
                "curl",
                "-sS",
                "--url",
                "smtp://127.0.0.1:" + server.workspace.port(),
                "--mail-from",
                "a@example.test",
                "--mail-rcpt",
                "user1@example.test",
                "-T",
                "-");
        assertThat(sent.exit()).as(sent.stderr()).isZero();
        awaitMail("user1", "Subject: by curl");
        Mta.Output found = run(
                "",
                "curl",
                "-sSk",
                "imaps://127.0.0.1:" + server.imaps + "/INBOX?SUBJECT%20%22by%20curl%22",
                "-u",
                "user1@example.test:secret-1");
        assertThat(found.exit()).as(found.stderr()).isZero();
        assertThat(found.stdout()).startsWith("* SEARCH ");
        Mta.Output message = run(
                "",
                "curl",
                "-sSk",
                "--ssl-reqd",
                "imap://127.0.0.1:" + server.imap + "/INBOX;MAILINDEX="
                        + found.stdout().strip().substring(9).split(" ")[0],
                "-u",
                "user1@example.test:secret-1");
        assertThat(message.stdout()).contains("Subject: by curl\r\n").endsWith("\r\n\r\nhello\r\n");
        Mta.Output list =
                run("", "curl", "-sSk", "pop3s://127.0.0.1:" + server.pop3s + "/", "-u", "user1@example.test:secret-1");
        assertThat(list.exit()).as(list.stderr()).isZero();
        assertThat(list.stdout()).startsWith("1 ");
        Mta.Output wrong = run(
                "", "curl", "-sSk", "imaps://127.0.0.1:" + server.imaps + "/INBOX", "-u", "user1@example.test:wrong");
        assertThat(wrong.exit()).isEqualTo(67);
    }

    @Test
    void mbsyncShouldSyncBothWaysAndThenHaveNothingToDo() throws Exception {
        for (int i = 0; i < 500; i++) {
            server.deliver("user2", "sync " + i, "body " + i);
        }
        Processes.await("500 mails", Duration.ofSeconds(60), () -> count(server.maildir("user2")) >= 500);
        Path local = Files.createDirectories(home.resolve("local"));
        Path rc = mbsyncrc("user2", local, "Patterns *");
        Mta.Output first = run("", "mbsync", "-c", rc.toString(), "-a");
        assertThat(first.exit()).as(first.stdout() + first.stderr()).isZero();
        assertThat(count(local.resolve("INBOX"))).isEqualTo(count(server.maildir("user2")));
        Set<String> copied = names(local.resolve("INBOX"));
        assertThat(copied).hasSizeGreaterThanOrEqualTo(500);
        Mta.Output second = run("", "mbsync", "-V", "-c", rc.toString(), "-a");
        assertThat(second.exit()).as(second.stdout() + second.stderr()).isZero();
        assertThat(names(local.resolve("INBOX")))
                .as("nothing may be downloaded again: " + second.stdout())
                .isEqualTo(copied);
        Files.writeString(
                local.resolve("INBOX/new/1.local.host"), "From: me@example.test\nSubject: from the other side\n\nup\n");
        Mta.Output third = run("", "mbsync", "-c", rc.toString(), "-a");
        assertThat(third.exit()).as(third.stdout() + third.stderr()).isZero();
        awaitMail("user2", "Subject: from the other side");
        assertThat(count(server.maildir("user2"))).isEqualTo(copied.size() + 1);
    }

    private Path mbsyncrc(String user, Path local, String more) throws IOException {
        return Files.writeString(home.resolve("mbsyncrc-" + user), """
                IMAPStore remote
                Host 127.0.0.1
                Port %d
                User %s@example.test
                Pass %s
                SSLType None
                AuthMechs LOGIN

                MaildirStore local
                Path %s/
                Inbox %s/INBOX
                SubFolders Verbatim

                Channel all
                Far :remote:
                Near :local:
                Create Both
                SyncState *
                %s
                """.formatted(
                        server.imap, user, user.replace("user", "secret-"), local, local, more));
    }

    @Test
    void mbsyncShouldCarryFlagsAndDeletionsBothWays() throws Exception {
        for (int i = 0; i < 6; i++) {
            server.deliver("user1", "flags " + i, "body");
            awaitMail("user1", "Subject: flags " + i);
        }
        Path local = Files.createDirectories(home.resolve("flags"));
        Path rc = mbsyncrc("user1", local, "Expunge Both");
        Path here = local.resolve("INBOX");
        Path there = server.maildir("user1");
        sync(rc);
        int all = count(there);
        assertThat(count(here)).isEqualTo(all);
        String untouched = file(here, "flags 4") + " " + file(here, "flags 5");

        rename(here, "flags 0", "FS");
        Files.delete(file(here, "flags 1"));
        imap("flags 2", "+FLAGS (\\Answered)");
        imap("flags 3", "+FLAGS (\\Deleted)");
        sync(rc);
        assertThat(flags(there, "flags 0")).isEqualTo("FS");
        assertThat(flags(here, "flags 2")).isEqualTo("R");
        for (Path side : List.of(here, there)) {
            assertThat(files(side, "flags 1")).as("deleted here").isEmpty();
            assertThat(files(side, "flags 3")).as("deleted on the server").isEmpty();
            assertThat(count(side)).isEqualTo(all - 2);
        }

        rename(here, "flags 0", "S");
        imap("flags 2", "-FLAGS (\\Answered)");
        imap("flags 2", "+FLAGS (\\Seen)");
        sync(rc);
        assertThat(flags(there, "flags 0")).isEqualTo("S");
        assertThat(flags(here, "flags 2")).isEqualTo("S");
        assertThat(file(here, "flags 4") + " " + file(here, "flags 5"))
                .as("nothing is fetched again")
                .isEqualTo(untouched);

        Set<String> namesHere = names(here);
        Set<String> namesThere = names(there);
        sync(rc);
        assertThat(names(here)).isEqualTo(namesHere);
        assertThat(names(there)).isEqualTo(namesThere);
    }

    private void sync(Path rc) throws IOException, InterruptedException {
        Mta.Output sync = run("", "mbsync", "-c", rc.toString(), "-a");
        assertThat(sync.exit()).as(sync.stdout() + sync.stderr()).isZero();
    }

    /** Changes the flags of the one message with this subject, and expunges. */
    private void imap(String subject, String store) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.imap)) {
            socket.setSoTimeout(20_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            socket.getOutputStream()
                    .write(("a LOGIN user1@example.test secret-1\r\nb SELECT INBOX\r\nc SEARCH SUBJECT \"" + subject
                                    + "\"\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (!line.startsWith("* SEARCH")) {
                line = in.readLine();
            }
            socket.getOutputStream()
                    .write(("d STORE " + line.substring(9).strip() + " " + store + "\r\ne EXPUNGE\r\nf LOGOUT\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(in.lines()).anyMatch(l -> l.startsWith("d OK")).anyMatch(l -> l.startsWith("e OK"));
        }
    }

    private static void rename(Path maildir, String subject, String flags) throws IOException {
        Path file = file(maildir, subject);
        String name = file.getFileName().toString().replaceFirst(":2,.*", "");
        Files.move(file, maildir.resolve("cur").resolve(name + ":2," + flags));
    }

    private static String flags(Path maildir, String subject) throws IOException {
        return file(maildir, subject).getFileName().toString().replaceFirst(".*:2,", "");
    }

    private static Path file(Path maildir, String subject) throws IOException {
        List<Path> found = files(maildir, subject);
        assertThat(found).as(subject).hasSize(1);
        return found.getFirst();
    }

    private static List<Path> files(Path maildir, String subject) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> files = Files.list(maildir.resolve(part))) {
                files.filter(file -> contains(file, "Subject: " + subject + "\n"))
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void fetchmailAndMpopShouldReadOverPop3() throws Exception {
        server.deliver("user1", "for pop3 clients", "body");
        awaitMail("user1", "for pop3 clients");
        Path mbox = home.resolve("mpop.mbox");
        Path rc = home.resolve("mpoprc");
        Files.writeString(
                rc,
                "account default\nhost 127.0.0.1\nport " + server.pop3
                        + "\nuser user1@example.test\npassword secret-1\ntls off\nauth user\nkeep on\ndelivery mbox "
                        + mbox + "\nuidls_file " + home.resolve("uidls") + "\n");
        Files.setPosixFilePermissions(rc, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Mta.Output mpop = run("", "mpop", "-C", rc.toString());
        assertThat(mpop.exit()).as(mpop.stdout() + mpop.stderr()).isZero();
        String text = Files.readString(mbox, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("Subject: for pop3 clients");
        assertThat(text.chars().filter(c -> c > 127))
                .as("bytes that nobody sent")
                .isEmpty();
        Path fetched = home.resolve("fetched");
        Path frc = home.resolve("fetchmailrc");
        Files.writeString(
                frc,
                "poll 127.0.0.1 service " + server.pop3
                        + " protocol POP3 auth password user \"user1@example.test\" password \"secret-1\" keep sslproto '' mda \"/usr/bin/tee -a "
                        + fetched + "\"\n");
        Files.setPosixFilePermissions(frc, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        Mta.Output fetchmail = run(
                "",
                "fetchmail",
                "-f",
                frc.toString(),
                "-i",
                home.resolve("ids").toString(),
                "--pidfile",
                home.resolve("pid").toString(),
                "--nodetach");
        assertThat(fetchmail.exit()).as(fetchmail.stdout() + fetchmail.stderr()).isZero();
        assertThat(Files.readString(fetched, StandardCharsets.ISO_8859_1)).contains("Subject: for pop3 clients");
    }

    @Test
    void idleShouldShowANewMailWithinASecond() throws Exception {
        Path script = home.resolve("idle.py");
        Files.write(
                script,
                new String(
                                ClientsIT.class
                                        .getResourceAsStream("/clients/idle.py")
                                        .readAllBytes(),
                                StandardCharsets.UTF_8)
                        .getBytes(StandardCharsets.UTF_8));
        Mta.Output idle = run(
                "",
                "python3",
                script.toString(),
                String.valueOf(server.imap),
                String.valueOf(server.workspace.port()),
                "user1@example.test",
                "secret-1");
        assertThat(idle.exit()).as(idle.stdout() + idle.stderr()).isZero();
        assertThat(Double.parseDouble(idle.stdout().strip())).isLessThan(1.0);
    }

    @Test
    void strangersShouldNotSendWithoutBound() throws Exception {
        Path script = home.resolve("literal.py");
        Files.write(
                script,
                ClientsIT.class.getResourceAsStream("/clients/literal.py").readAllBytes());
        Mta.Output literal =
                run("", "python3", script.toString(), String.valueOf(server.imap), String.valueOf(server.pop3));
        assertThat(literal.exit()).as(literal.stdout() + literal.stderr()).isZero();
    }

    @Test
    void muttShouldReadAndFlagOverImap() throws Exception {
        server.deliver("user1", "for mutt", "body");
        awaitMail("user1", "Subject: for mutt");
        Path piped = home.resolve("piped");
        String keys =
                "<limit>~s\"for mutt\"<enter><flag-message><pipe-message>cat >" + piped + "<enter><sync-mailbox><exit>";
        mutt(
                home,
                "imap://127.0.0.1:" + server.imap + "/INBOX",
                keys,
                "set imap_user=user1@example.test imap_pass=secret-1",
                "set ssl_starttls=no ssl_force_tls=no");
        assertThat(Files.readString(piped)).contains("Subject: for mutt").contains("\nbody\n");
        Processes.await(
                "mutt's flag on the server", Duration.ofSeconds(10), () -> names(server.maildir("user1")).stream()
                        .anyMatch(n -> n.matches(".*:2,.*F.*")));
    }

    /**
     * mutt wants a terminal: script(1) is one, and timeout(1) leaves mutt in its foreground. mutt is closed by its own keys; a question that nobody answers ends at
     * the time limit.
     */
    static void mutt(Path home, String mailbox, String keys, String... settings)
            throws IOException, InterruptedException {
        required("mutt");
        required("script");
        Path rc = home.resolve("muttrc");
        Files.writeString(
                rc,
                "set folder=" + home
                        + " quit=yes delete=yes move=no mark_old=no wait_key=no pipe_decode=no confirmappend=no crypt_use_gpgme=no header_cache= \n"
                        + String.join("\n", settings) + "\npush '" + keys + "'\n");
        Mta.Output mutt = Processes.run(
                List.of(
                        "script",
                        "-qec",
                        "env TERM=vt100 HOME=" + home + " timeout --foreground 60 mutt -n -F " + rc + " -f '" + mailbox
                                + "'",
                        "/dev/null"),
                "",
                Duration.ofSeconds(90));
        assertThat(mutt.exit()).as(mutt.stdout() + mutt.stderr()).isZero();
    }

    private static Set<String> names(Path maildir) {
        Set<String> names = new TreeSet<>();
        for (String part : List.of("new", "cur")) {
            String[] files = maildir.resolve(part).toFile().list();
            names.addAll(files == null ? List.of() : List.of(files));
        }
        return names;
    }

    private static int count(Path maildir) {
        int count = 0;
        for (String part : List.of("new", "cur")) {
            String[] files = maildir.resolve(part).toFile().list();
            count += files == null ? 0 : files.length;
        }
        return count;
    }

    private void awaitMail(String user, String text) throws IOException {
        Processes.await(
                text, Duration.ofSeconds(20), () -> Stream.of("new", "cur").anyMatch(part -> {
                    try (Stream<Path> files = Files.list(server.maildir(user).resolve(part))) {
                        return files.anyMatch(file -> contains(file, text));
                    } catch (IOException e) {
                        return false;
                    }
                }));
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
