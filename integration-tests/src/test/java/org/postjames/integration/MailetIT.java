package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The administrator's mailets, from their source to what the client sees: README.md's example, and mailets that behave badly. */
class MailetIT {
    /** Acts on one subject. %1$s: class name, %2$s: subject, %3$s: what it does. */
    private static final String ON_SUBJECT = """
            package org.example;
            import org.apache.mailet.*;
            public class %1$s extends org.apache.mailet.base.GenericMailet {
                @Override
                public void service(Mail mail) throws javax.mail.MessagingException {
                    if ("%2$s".equals(mail.getMessage().getSubject())) {
                        %3$s
                    }
                }
            }
            """;

    private static final String REFUSE =
            "mail.setAttribute(new Attribute(AttributeName.of(\"org.postjames.reply\"), AttributeValue.of(\"%s\")));";

    private Postjames postjames;

    @AfterEach
    void stop() throws Exception {
        if (postjames != null) {
            postjames.close();
        }
    }

    private static String mailet(String name, String subject, String action) {
        return ON_SUBJECT.formatted(name, subject, action);
    }

    /** Starts a server whose extensions-jars and james/mailets.xml hold these; nobody has a password, so that is not needed either. */
    private void start(Map<String, List<String>> processors, Map<String, String> sources) throws Exception {
        start(processors, sources, "100s");
    }

    private void start(Map<String, List<String>> processors, Map<String, String> sources, String timeLimit)
            throws Exception {
        Workspace workspace = Workspace.create(ScenarioIT.workspace(), 0);
        Files.createDirectories(workspace.etc().resolve("james"));
        Map<String, String> all = new HashMap<>(sources);
        all.put("RefuseInvoices", MailetJar.readmeExample());
        MailetJar.write(workspace.etc().resolve("extensions-jars/mailets.jar"), all);
        StringBuilder xml = new StringBuilder("<mailets>\n");
        processors.forEach((name, mailets) -> {
            xml.append("<processor name=\"").append(name).append("\">\n");
            mailets.forEach(m -> xml.append("<mailet match=\"All\" class=\"org.example.")
                    .append(m)
                    .append("\"/>\n"));
            xml.append("</processor>\n");
        });
        String owner = System.getProperty("user.name").equals("root")
                ? "65534"
                : String.valueOf(Files.getAttribute(workspace.root(), "unix:uid"));
        postjames = new Postjames(workspace);
        postjames.start(new Scenario(
                "mailets",
                "",
                List.of(
                        "virtual_mailbox_domains = box.test",
                        "virtual_mailbox_base = @MAIL@",
                        "virtual_mailbox_maps = static:box/",
                        "virtual_minimum_uid = 1",
                        "postjames_mailet_time_limit = " + timeLimit,
                        "virtual_uid_maps = static:" + owner,
                        "virtual_gid_maps = static:" + owner),
                List.of(),
                Map.of(
                        "aliases",
                        "postmaster: root\nnowhere: /dev/null\n",
                        "james/mailets.xml",
                        xml.append("</mailets>\n").toString()),
                List.of(),
                List.of()));
    }

    /** @return what the server said to the message */
    private String send(String recipient, String subject) throws IOException {
        String transcript = SmtpDialogue.mail(postjames.workspace().port(), "", recipient, subject);
        int end = transcript.indexOf("C: .\n");
        assertThat(end).as(transcript).isPositive();
        return transcript.substring(end + 5, transcript.indexOf('\n', end + 5));
    }

    private void awaitMail(String subject) throws IOException {
        Processes.await("mail " + subject, Duration.ofSeconds(20), () -> mails().anyMatch(
                        text -> text.contains("Subject: " + subject + "\n")));
    }

    private void awaitLog(String text) throws IOException {
        Processes.await("log line " + text, Duration.ofSeconds(20), () -> log().contains(text));
    }

    private String log() {
        try {
            return Files.readString(postjames.workspace().maillog(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private Stream<String> mails() {
        Path box = postjames.workspace().mail().resolve("box/new");
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.exists(box) ? Files.list(box) : Stream.empty()) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            return Stream.empty();
        }
        return texts.stream();
    }

    @Test
    void exampleShouldRefuseWhileTheClientWaits() throws Exception {
        start(Map.of("before-queue", List.of("RefuseInvoices")), Map.of());
        assertThat(send("a@box.test", "Invoice 4711")).isEqualTo("S: 550 5.7.1 No invoices, please");
        assertThat(send("a@box.test", "Hello")).startsWith("S: 250 2.0.0 Ok: queued as ");
        awaitMail("Hello");
        assertThat(mails()).hasSize(1);
    }

    @Test
    void throwingMailetShouldMakeTheClientComeBack() throws Exception {
        start(
                Map.of("before-queue", List.of("Throws")),
                Map.of("Throws", mailet("Throws", "boom", "throw new IllegalStateException(\"broken mailet\");")));
        assertThat(send("a@box.test", "boom")).startsWith("S: 451 4.3.0 ").doesNotContain("broken mailet");
        awaitLog("mailet at before-queue failed: java.lang.IllegalStateException: broken mailet");
        assertThat(send("a@box.test", "fine")).startsWith("S: 250 ");
        awaitMail("fine");
        assertThat(mails()).hasSize(1);
    }

    @Test
    void mailetsThatKeepAllProcessorsBusyShouldNotDelayOtherSessions() throws Exception {
        Path go = Files.createTempDirectory("mailet").resolve("go");
        start(
                Map.of("before-queue", List.of("Computes")),
                Map.of(
                        "Computes",
                        mailet(
                                "Computes",
                                "slow",
                                "while (!new java.io.File(\"" + go + "\").exists()) Thread.onSpinWait();")));
        List<CompletableFuture<String>> slow = new ArrayList<>();
        for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            slow.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return send("a@box.test", "slow");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    },
                    command -> Thread.ofPlatform().daemon().start(command)));
        }
        try {
            Processes.await(
                    "the slow sessions",
                    Duration.ofSeconds(20),
                    () -> log().split("message-id=", -1).length > slow.size());
            assertThat(send("a@box.test", "quick")).startsWith("S: 250 ");
            awaitMail("quick");
            assertThat(slow).noneMatch(CompletableFuture::isDone);
        } finally {
            Files.writeString(go, "");
        }
        for (CompletableFuture<String> session : slow) {
            assertThat(session.get(20, TimeUnit.SECONDS)).startsWith("S: 250 ");
        }
    }

    @Test
    void aMailetThatHangsShouldMakeTheClientComeBack() throws Exception {
        start(
                Map.of("before-queue", List.of("Hangs")),
                Map.of(
                        "Hangs",
                        mailet(
                                "Hangs",
                                "forever",
                                "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }")),
                "3s");
        assertThat(send("a@box.test", "forever")).startsWith("S: 451 4.3.0 ");
        awaitLog("mailet at before-queue failed: javax.mail.MessagingException: no end after 3s");
        assertThat(send("a@box.test", "fine")).startsWith("S: 250 ");
        awaitMail("fine");
        assertThat(mails()).hasSize(1);
    }

    @Test
    void whatMailetsDoBeforeTheQueueShouldBeLogged() throws Exception {
        String hold =
                "mail.setAttribute(new Attribute(AttributeName.of(\"org.postjames.hold\"), AttributeValue.of(true)));";
        start(
                Map.of("before-queue", List.of("RefuseInvoices", "Discards", "Holds", "Changes")),
                Map.of(
                        "Discards", mailet("Discards", "rubbish", "mail.setState(Mail.GHOST);"),
                        "Holds", mailet("Holds", "wait", hold),
                        "Changes", mailet("Changes", "change", "mail.getMessage().setSubject(\"changed\");")));
        assertThat(send("a@box.test", "Invoice 1")).startsWith("S: 550 ");
        awaitLog("mailet-reject: before-queue: 550 5.7.1 No invoices, please; from=<> to=<a@box.test>");
        assertThat(send("a@box.test", "rubbish")).startsWith("S: 250 ");
        awaitLog("mailet-discard: before-queue: thrown away; from=<> to=<a@box.test>");
        assertThat(send("a@box.test", "wait")).startsWith("S: 250 ");
        awaitLog("mailet-hold: before-queue: held; from=<> to=<a@box.test>");
        assertThat(send("a@box.test", "change")).startsWith("S: 250 ");
        awaitLog("mailet-edit: before-queue: message changed; from=<> to=<a@box.test>");
        awaitMail("changed");
        assertThat(mails()).hasSize(1);
        assertThat(postjames.workspace().queue().resolve("hold")).isNotEmptyDirectory();
    }

    @Test
    void mailetsAfterTheQueueAndAtATransportShouldBounceDeferOrDiscard() throws Exception {
        start(
                Map.of(
                        "after-queue",
                        List.of("RefuseInvoices", "Discards", "Throws"),
                        "virtual",
                        List.of("RefusesNews")),
                Map.of(
                        "Discards", mailet("Discards", "rubbish", "mail.setState(Mail.GHOST);"),
                        "Throws", mailet("Throws", "boom", "throw new IllegalStateException(\"broken mailet\");"),
                        "RefusesNews", mailet("RefusesNews", "news", REFUSE.formatted("450 4.7.1 No news today"))));
        for (String subject : List.of("Invoice 1", "rubbish", "boom", "news", "fine")) {
            assertThat(send("a@box.test", subject)).as(subject).startsWith("S: 250 2.0.0 Ok: queued as ");
        }
        assertThat(send("nowhere@example.test", "news")).startsWith("S: 250 ");
        awaitLog("dsn=5.7.1, status=bounced (No invoices, please)");
        awaitLog("dsn=2.0.0, status=sent (discarded by a mailet at after-queue)");
        awaitLog("dsn=4.3.0, status=deferred (mailet at after-queue failed)");
        awaitLog("dsn=4.7.1, status=deferred (No news today)");
        // the processor of one transport is not asked about another's mail
        awaitLog("to=<nowhere@example.test>, relay=local");
        awaitMail("fine");
        assertThat(mails()).hasSize(1);
    }
}
