package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** {@code postjames run}: our own working directory, somebody's /etc/postfix, faulty configurations, and the end. */
class RunIT {
    private static final int[] OWN_PORTS = {2525, 2587, 2143, 2993, 2110, 2995};

    /** What Debian's package writes, with the paths of this test and a few things that administrators add. */
    private static final String DEBIAN_MAIN_CF = """
            # See /usr/share/postfix/main.cf.dist for a commented, more complete version
            smtpd_banner = $myhostname ESMTP $mail_name (Debian/GNU)
            biff = no
            append_dot_mydomain = no
            readme_directory = no
            compatibility_level = 3.6
            smtpd_tls_security_level = none
            smtp_tls_CApath = /etc/ssl/certs
            smtp_tls_security_level = may
            smtp_tls_session_cache_database = btree:${data_directory}/smtp_scache
            smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
            myhostname = debian.example.test
            alias_maps = hash:@ETC@/aliases
            alias_database = hash:@ETC@/aliases
            myorigin = $myhostname
            mydestination = $myhostname, localhost.example.test,
                localhost
            relayhost =
            mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
            mailbox_size_limit = 0
            recipient_delimiter = +
            inet_interfaces = loopback-only
            inet_protocols = ipv4
            queue_directory = @NOWHERE@/queue
            """;

    private static final String DEBIAN_MASTER_CF = """
            smtp      inet  n       -       y       -       -       smtpd
            pickup    unix  n       -       y       60      1       pickup
            cleanup   unix  n       -       y       -       0       cleanup
            qmgr      unix  n       -       n       300     1       qmgr
            rewrite   unix  -       -       y       -       -       trivial-rewrite
            bounce    unix  -       -       y       -       0       bounce
            defer     unix  -       -       y       -       0       bounce
            smtp      unix  -       -       y       -       -       smtp
            relay     unix  -       -       y       -       -       smtp
                    -o syslog_name=postfix/$service_name
            showq     unix  n       -       y       -       -       showq
            error     unix  -       -       y       -       -       error
            retry     unix  -       -       y       -       -       error
            discard   unix  -       -       y       -       -       discard
            local     unix  -       n       n       -       -       local
            virtual   unix  -       n       n       -       -       virtual
            maildrop  unix  -       n       n       -       -       pipe
              flags=DRXhu user=vmail argv=/usr/bin/maildrop -d ${recipient}
            """;

    private static Mta.Output run(String input, Object... words) throws IOException, InterruptedException {
        return Processes.run(Stream.of(words).map(String::valueOf).toList(), input, Duration.ofSeconds(60));
    }

    private static String deliver(int port, String recipient, String subject) throws IOException {
        return SmtpDialogue.mail(port, "sender@example.test", recipient, subject);
    }

    private static Path debianEtc() throws IOException {
        Path root = ScenarioIT.workspace();
        Path etc = root.resolve("etc/postfix");
        Workspace.write(
                etc.resolve("main.cf"),
                DEBIAN_MAIN_CF.replace("@ETC@", etc.toString()).replace("@NOWHERE@", root + "/nowhere"));
        Workspace.write(etc.resolve("master.cf"), DEBIAN_MASTER_CF);
        Workspace.write(etc.resolve("aliases"), "postmaster: " + System.getProperty("user.name") + "\n");
        return etc;
    }

    /** Each file below a directory with its content. */
    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                contents.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static void tryTheTwoUsers(Started server, int offset) throws Exception {
        Map<String, String> passwords = new LinkedHashMap<>();
        server.out()
                .lines()
                .filter(line -> line.matches("  \\S+@example\\.test  \\S+"))
                .forEach(line -> {
                    String[] words = line.strip().split(" +");
                    passwords.put(words[0], words[1]);
                });
        assertThat(passwords).containsOnlyKeys("alice@example.test", "bob@example.test");
        Mta.Output sent = run(
                "Subject: from alice\r\n\r\nhello\r\n",
                "curl",
                "-sSk",
                "--ssl-reqd",
                "--url",
                "smtp://127.0.0.1:" + (2587 + offset),
                "-u",
                "alice@example.test:" + passwords.get("alice@example.test"),
                "--mail-from",
                "alice@example.test",
                "--mail-rcpt",
                "bob@example.test",
                "-T",
                "-");
        assertThat(sent.exit()).as(sent.stderr()).isZero();
        Processes.await("bob's mail over IMAPS", Duration.ofSeconds(20), () -> {
            try {
                return run(
                                "",
                                "curl",
                                "-sSk",
                                "imaps://127.0.0.1:" + (2993 + offset) + "/INBOX;MAILINDEX=1",
                                "-u",
                                "bob@example.test:" + passwords.get("bob@example.test"))
                        .stdout()
                        .contains("Subject: from alice");
            } catch (IOException | InterruptedException e) {
                return false;
            }
        });
        for (int port : OWN_PORTS) {
            assertThat(Processes.answers(port + offset)).as("port %d", port).isTrue();
        }
    }

    @Test
    void freshDirectoryShouldServeItsTwoUsers() throws Exception {
        Path var = ScenarioIT.workspace().resolve("var");
        int offset = Started.freeOffset(OWN_PORTS);
        List<String> arguments =
                List.of("--default-directory", var.toString(), "--port-offset", String.valueOf(offset));
        try (Started server = new Started(List.of(), arguments).awaitRunning()) {
            tryTheTwoUsers(server, offset);
            assertThat(server.interrupt()).isLessThan(Duration.ofSeconds(4));
        }
        try (Started again = new Started(List.of(), arguments).awaitRunning()) {
            assertThat(again.out()).doesNotContain("passwords");
        }
    }

    @Test
    void anotherUserThanRootShouldRunIt() throws Exception {
        Path probe = Postjames.bin("../lib/server.classpath").normalize();
        boolean possible = System.getProperty("user.name").equals("root")
                && Files.isExecutable(Path.of("/usr/sbin/runuser"))
                && run("", "runuser", "-u", "nobody", "--", "cat", probe).exit() == 0
                && run(
                                        "",
                                        "runuser",
                                        "-u",
                                        "nobody",
                                        "--",
                                        "sh",
                                        "-c",
                                        "cat " + Postjames.bin("../lib").normalize() + "/*.jar")
                                .exit()
                        == 0;
        Assumptions.assumeTrue(possible, "needs root, runuser, and a distribution that everybody may read");
        Path root = ScenarioIT.workspace();
        Files.setOwner(
                root, root.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        int offset = Started.freeOffset(OWN_PORTS);
        try (Started server = new Started(
                        List.of("runuser", "-u", "nobody", "--"),
                        List.of(
                                "--default-directory",
                                root.resolve("var").toString(),
                                "--port-offset",
                                String.valueOf(offset)))
                .awaitRunning()) {
            tryTheTwoUsers(server, offset);
        }
    }

    @Test
    void debiansConfigurationShouldRunBesideItsOwner() throws Exception {
        Path etc = debianEtc();
        Path state = ScenarioIT.workspace().resolve("state");
        Map<String, String> before = contents(etc);
        int offset = Started.freeOffset(25);
        try (Started server = new Started(
                        List.of(),
                        List.of(
                                "-c",
                                etc.toString(),
                                "--state",
                                state.toString(),
                                "--port-offset",
                                String.valueOf(offset)))
                .awaitRunning()) {
            assertThat(deliver(25 + offset, "postmaster@localhost", "to debian"))
                    .contains("S: 220 debian.example.test ESMTP Postfix (Debian/GNU)")
                    .contains("queued as");
            assertThat(deliver(25 + offset, "a@elsewhere.test", "relay")).contains("S: 250 2.1.5 Ok");
            Path box = state.resolve("mail/spool").resolve(System.getProperty("user.name"));
            Processes.await("mail in " + box, Duration.ofSeconds(20), () -> {
                try {
                    return Files.readString(box, StandardCharsets.ISO_8859_1).contains("Subject: to debian");
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(run("", Postjames.bin("mailq"), "-C", state.resolve("etc"))
                            .exit())
                    .isZero();
            Path log = state.resolve("log/mail.log");
            assertThat(log)
                    .content(StandardCharsets.ISO_8859_1)
                    .contains(state + "/etc/main.cf, line 3: biff=no is not honoured yet")
                    .doesNotContain("smtp_tls_CApath")
                    .doesNotContain("maildrop/unix (pipe) is not honoured yet");
        }
        assertThat(contents(etc)).isEqualTo(before);
        assertThat(etc.resolve("../../nowhere")).doesNotExist();
    }

    @Test
    void impossibleConfigurationShouldTellAllFaultsAndOpenNothing() throws Exception {
        Workspace workspace = Workspace.create(ScenarioIT.workspace(), 0);
        workspace.configure(scenario(
                List.of(
                        "message_size_limit = lots",
                        "smtpd_recipient_limit = 1x",
                        "smtpd_relay_restrictions = permit_mynetworks",
                        "smtpd_recipient_restrictions ="),
                List.of("broken inet n -")));
        try (Started server =
                new Started(List.of(), List.of("-c", workspace.etc().toString()))) {
            assertThat(server.awaitEnd()).isEqualTo(1);
            assertThat(server.err())
                    .containsPattern("main\\.cf, line \\d+: .*message_size_limit")
                    .containsPattern("main\\.cf, line \\d+: .*smtpd_recipient_limit")
                    .containsPattern(
                            "main\\.cf, line \\d+: in parameter smtpd_relay_restrictions or .*, specify at least one")
                    .containsPattern("master\\.cf, line \\d+: ");
            assertThat(server.out()).isEmpty();
        }
        assertThat(workspace.queue().resolve("pid")).doesNotExist();
    }

    @Test
    void unknownParameterShouldGetAWarningAndAGuess() throws Exception {
        Workspace workspace = Workspace.create(ScenarioIT.workspace(), 0);
        workspace.configure(scenario(List.of("smtpd_helo_requird = yes"), List.of()));
        try (Started server =
                new Started(List.of(), List.of("-c", workspace.etc().toString())).awaitRunning()) {
            assertThat(server.err())
                    .contains("unused parameter: smtpd_helo_requird=yes")
                    .contains("smtpd_helo_required");
        }
    }

    private static Scenario scenario(List<String> mainCf, List<String> masterCf) {
        return new Scenario("run", "", mainCf, masterCf, Map.of("aliases", "postmaster: root\n"), List.of(), List.of());
    }

    @Test
    void interruptShouldLeaveMailInTheQueueForTheNextStart() throws Exception {
        Workspace workspace = Workspace.create(ScenarioIT.workspace(), 0);
        int relay;
        // a next hop that takes connections and never says anything: the delivery is under way when the signal comes
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            relay = silent.getLocalPort();
            workspace.configure(scenario(List.of("relayhost = [127.0.0.1]:" + relay), List.of()));
            try (Started server =
                    new Started(List.of(), List.of("-c", workspace.etc().toString())).awaitRunning()) {
                for (int i = 0; i < 5; i++) {
                    assertThat(deliver(workspace.port(), "someone@elsewhere.test", "number " + i))
                            .contains("queued as");
                }
                silent.accept().getInputStream();
                Duration end = server.interrupt();
                assertThat(end)
                        .as("the goal is 2 s; a busy machine gets twice that")
                        .isLessThan(Duration.ofSeconds(4));
                System.out.println("run: ended after " + end.toMillis() + " ms");
            }
        }
        try (SmtpSink sink = new SmtpSink(relay, List.of());
                Started again =
                        new Started(List.of(), List.of("-c", workspace.etc().toString())).awaitRunning()) {
            run("", Postjames.bin("postqueue"), "-c", workspace.etc(), "-f");
            for (int i = 0; i < 5; i++) {
                String subject = "Subject: number " + i;
                Processes.await(
                        subject, Duration.ofSeconds(30), () -> sink.received().contains(subject));
            }
            assertThat(again.isAlive()).isTrue();
        }
    }

    @Test
    void postfixCommandShouldStartAskReloadAndStop() throws Exception {
        Workspace workspace = Workspace.create(ScenarioIT.workspace(), 0);
        workspace.configure(scenario(List.of(), List.of()));
        assertThat(postfix(workspace, "check").exit()).isZero();
        assertThat(postfix(workspace, "status").exit()).isEqualTo(1);
        assertThat(postfix(workspace, "start").exit()).isZero();
        try {
            assertThat(postfix(workspace, "status").exit()).isZero();
            assertThat(postfix(workspace, "start").exit()).isEqualTo(1);
            assertThat(postfix(workspace, "flush").exit()).isZero();
            assertThat(deliver(workspace.port(), "a@example.test", "x")).contains("550 5.1.1");
            Workspace.write(workspace.etc().resolve("aliases"), "postmaster: root\na: /dev/null\n");
            run(
                    "",
                    Postjames.bin("postalias"),
                    "-c",
                    workspace.etc(),
                    "hash:" + workspace.etc().resolve("aliases"));
            Path mainCf = workspace.etc().resolve("main.cf");
            Files.writeString(mainCf, Files.readString(mainCf) + "smtpd_banner = renewed\n");
            assertThat(postfix(workspace, "reload").exit()).isZero();
            assertThat(deliver(workspace.port(), "a@example.test", "x"))
                    .contains("S: 220 renewed")
                    .contains("queued as");
            Files.writeString(mainCf, Files.readString(mainCf) + "message_size_limit = lots\n");
            assertThat(postfix(workspace, "reload").exit())
                    .as("a faulty configuration")
                    .isEqualTo(1);
            assertThat(deliver(workspace.port(), "a@example.test", "x")).contains("queued as");
        } finally {
            Files.writeString(
                    workspace.etc().resolve("main.cf"),
                    Files.readString(workspace.etc().resolve("main.cf")).replace("message_size_limit = lots\n", ""));
            assertThat(postfix(workspace, "stop").exit()).isZero();
        }
        assertThat(postfix(workspace, "status").exit()).isEqualTo(1);
        assertThat(postfix(workspace, "stop").exit()).isEqualTo(1);
        assertThat(Processes.answers(workspace.port())).isFalse();
        assertThat(Files.readString(workspace.maillog(), StandardCharsets.ISO_8859_1))
                .contains(
                        "postfix-script",
                        "starting the Postfix mail system",
                        "the Postfix mail system is running: PID: ",
                        "refreshing the Postfix mail system",
                        "stopping the Postfix mail system",
                        "fatal: the Postfix mail system is already running");
    }

    private static Mta.Output postfix(Workspace workspace, String command) throws IOException, InterruptedException {
        return run("", Postjames.bin("postfix"), "-c", workspace.etc(), command);
    }

    @Test
    void userCommandShouldEditThePasswdFile() throws Exception {
        Workspace workspace = Workspace.create(ScenarioIT.workspace(), 0);
        workspace.configure(scenario(
                List.of(
                        "postjames_passwd_file = @ETC@/users",
                        "virtual_mailbox_domains = box.test",
                        "virtual_mailbox_maps = hash:@ETC@/vmailbox"),
                List.of()));
        assertThat(user(workspace, "secret-1\n", "add", "ann@box.test").exit()).isZero();
        assertThat(user(workspace, "x\n", "add", "ann@box.test").exit()).isEqualTo(1);
        String line = Files.readString(workspace.etc().resolve("users"));
        assertThat(line).startsWith("ann@box.test:{").doesNotContain("secret-1");
        assertThat(workspace.etc().resolve("vmailbox")).hasContent("ann@box.test box.test/ann/Maildir/");
        assertThat(user(workspace, "secret-2\n", "passwd", "ann@box.test").exit())
                .isZero();
        assertThat(Files.readString(workspace.etc().resolve("users")))
                .startsWith("ann@box.test:{")
                .isNotEqualTo(line);
        assertThat(user(workspace, "", "list").stdout()).isEqualTo("ann@box.test\n");
        assertThat(user(workspace, "", "delete", "ann@box.test").exit()).isZero();
        assertThat(user(workspace, "", "list").stdout()).isEmpty();
        assertThat(user(workspace, "", "delete", "ann@box.test").exit()).isEqualTo(1);
    }

    private static Mta.Output user(Workspace workspace, String input, String... words)
            throws IOException, InterruptedException {
        return run(
                input,
                Stream.concat(Stream.of(Postjames.bin("postjames"), "user", "-c", workspace.etc()), Stream.of(words))
                        .toArray());
    }

    @Test
    void translateShouldWriteJamessFilesOnce() throws Exception {
        Path etc = debianEtc();
        Path target = ScenarioIT.workspace().resolve("james");
        Mta.Output written = run("", Postjames.bin("postjames"), "translate", "-c", etc, target);
        assertThat(written.exit()).as(written.stderr()).isZero();
        try (Stream<Path> files = Files.list(target)) {
            List<Path> all = files.toList();
            assertThat(all).hasSameSizeAs(written.stdout().lines().toList()).isNotEmpty();
            for (Path file : all) {
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
            }
        }
        assertThat(target.resolve("domainlist.xml"))
                .content()
                .contains("<domainname>localhost</domainname>")
                .contains("main.cf");
        assertThat(target.resolve("imapserver.xml"))
                .content()
                .contains("not served")
                .doesNotContain("<bind>");
        assertThat(run("", Postjames.bin("postjames"), "translate", "-c", etc, target)
                        .stderr())
                .contains("exists already");
    }
}
