package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postjames.comparison.Comparison;

/**
 * Random and mutated SMTP and IMAP sessions and queue files: nothing crashes, nothing leaks, and the mail of others still goes through.
 *
 * <p>{@code -Dhostile.sessions=10000 -Dhostile.queuefiles=10000 -Dhostile.seed=N}; the seed is printed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {
    private static final int SESSIONS = Integer.getInteger("hostile.sessions", 10_000);
    private static final long SEED = Long.getLong("hostile.seed", System.nanoTime());
    private static final int QUEUE_FILES = Integer.getInteger("hostile.queuefiles", 10_000);
    private static final int BATCH = 1_000;
    private static final Pattern LOGGED = Pattern.compile("\\]: ([0-9A-F]{11}): ");
    private static final List<String> SMTP = List.of(
            "EHLO a.example",
            "HELO x",
            "MAIL FROM:<a@example.test>",
            "MAIL FROM:<> SIZE=1",
            "RCPT TO:<user1@example.test>",
            "RCPT TO:<nobody@example.test>",
            "RCPT TO:<x@elsewhere.example>",
            "DATA",
            "Subject: x",
            "",
            ".",
            "..",
            "RSET",
            "NOOP",
            "VRFY a",
            "QUIT",
            "AUTH PLAIN AAAA",
            "AUTH LOGIN",
            "*",
            "STARTTLS",
            "XCLIENT NAME=a ADDR=192.0.2.1",
            "BDAT 10 LAST",
            "BDAT 99999999999",
            "ETRN x",
            "GET / HTTP/1.0",
            "MAIL FROM:<" + "a".repeat(3000) + ">",
            "\0\0\0",
            "\u00ff\u00fe");
    private static final List<String> IMAP = List.of(
            "a LOGIN user1@example.test secret-1",
            "a LOGIN {3}",
            "a LOGIN {99999999999}",
            "a SELECT INBOX",
            "a FETCH 1:* (FLAGS BODY[])",
            "a UID FETCH 1 BODY[HEADER]",
            "a SEARCH ALL",
            "a APPEND INBOX {10}",
            "a STORE 1 +FLAGS (\\Seen)",
            "a LIST \"\" *",
            "a IDLE",
            "DONE",
            "a LOGOUT",
            "a CAPABILITY",
            "a STARTTLS",
            "a AUTHENTICATE PLAIN",
            "AAAA",
            "*",
            "((((((((((((((((((((",
            "a FETCH 1:4294967295 (BODY[1.2.3.4.MIME])",
            "a CREATE ../../../etc",
            "a RENAME INBOX x",
            "a DELETE INBOX",
            "\0",
            "a SELECT \"&&&\"");

    private OwnServer server;

    @BeforeAll
    void start() throws Exception {
        System.out.println(
                "hostile.seed=" + SEED + " hostile.sessions=" + SESSIONS + " hostile.queuefiles=" + QUEUE_FILES);
        server = new OwnServer();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void smtpShouldSurviveHostileSessions() throws Exception {
        attack(server.workspace.port(), SMTP);
        server.deliver("user1", "after the smtp storm", "still here");
        awaitDelivery("after the smtp storm");
    }

    @Test
    void imapShouldSurviveHostileSessions() throws Exception {
        attack(server.imap, IMAP);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.imap)) {
            socket.setSoTimeout(10_000);
            InputStream in = socket.getInputStream();
            assertThat((char) in.read()).isEqualTo('*');
            socket.getOutputStream()
                    .write("a LOGIN user2@example.test secret-2\r\nb LOGOUT\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("a OK");
        }
    }

    private void attack(int port, List<String> grammar) throws IOException, InterruptedException {
        long before = server.postjames.residentMegabytes();
        AtomicInteger refused = new AtomicInteger();
        Semaphore atOnce = new Semaphore(20);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SESSIONS; i++) {
                Random random = new Random(SEED + i);
                atOnce.acquire();
                clients.submit(() -> {
                    try {
                        session(port, grammar, random);
                    } catch (IOException e) {
                        refused.incrementAndGet();
                    } finally {
                        atOnce.release();
                    }
                });
            }
        }
        assertThat(server.postjames.isAlive()).as("seed %d", SEED).isTrue();
        System.out.println(
                "port " + port + ": " + SESSIONS + " sessions, " + refused + " of them cut off by the server");
        long after = server.postjames.residentMegabytes();
        System.out.println("the server's resident memory: " + before + " MB before, " + after + " MB after");
        assertThat(after).as("resident megabytes, seed %d", SEED).isLessThan(600);
    }

    private static void session(int port, List<String> grammar, Random random) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(50);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            for (int i = random.nextInt(12); i >= 0; i--) {
                out.write(mutate(grammar.get(random.nextInt(grammar.size())), random));
                if (random.nextInt(3) == 0) {
                    drain(in, buffer);
                }
            }
            if (random.nextBoolean()) {
                drain(in, buffer);
            }
        }
    }

    private static void drain(InputStream in, byte[] buffer) throws IOException {
        try {
            if (in.read(buffer) < 0) {
                throw new IOException("closed");
            }
        } catch (java.net.SocketTimeoutException e) {
            // the server waits for more from us: that is an answer too
            return;
        }
    }

    private static byte[] mutate(String line, Random random) {
        byte[] bytes = (line + (random.nextInt(10) == 0 ? "\n" : "\r\n")).getBytes(StandardCharsets.ISO_8859_1);
        for (int n = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0; n > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void damagedQueueFilesShouldGoToCorruptOrBeDoneWithAndStopNobody() throws Exception {
        try (OwnServer own = new OwnServer(
                "smtpd_sender_restrictions = check_sender_access inline:{sample@example.test=HOLD}",
                "default_transport = error:5.1.2 no other hosts here")) {
            byte[] sample = sampleQueueFile(own);
            Random random = new Random(SEED);
            Set<String> ids = new TreeSet<>();
            long descriptors = descriptors(own);
            long threads = threads(own);
            for (int batch = 0; batch < QUEUE_FILES / BATCH; batch++) {
                for (int i = 0; i < BATCH; i++) {
                    String id = "%05X%06X".formatted(batch * BATCH + i, 0xABCDE);
                    ids.add(id);
                    Path file = Files.write(
                            own.workspace.queue().resolve("incoming").resolve(id), damage(sample, random));
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
                }
                own.postjames.command(List.of("postqueue", "-f"), "");
                own.deliver("user2", "between " + batch + ".", "still here");
            }
            for (int batch = 0; batch < QUEUE_FILES / BATCH; batch++) {
                String subject = "between " + batch + ".";
                Processes.await(subject, Duration.ofSeconds(90), () -> anyMail(own, "user2", subject));
            }
            Processes.await("the last damaged file", Duration.ofSeconds(90), () -> unfinished(own, ids)
                    .isEmpty());
            assertThat(own.postjames.isAlive()).as("seed %d", SEED).isTrue();
            assertThat(descriptors(own)).as("descriptors, seed %d", SEED).isLessThan(descriptors + 50);
            assertThat(threads(own)).as("threads, seed %d", SEED).isLessThan(threads + 50);
            assertThat(Files.readString(own.workspace.root().resolve("log/stdout")))
                    .doesNotContain("Exception");
            String log = Files.readString(own.workspace.maillog(), StandardCharsets.ISO_8859_1);
            Set<String> corrupt = names(own, "corrupt");
            System.out.println("damaged queue files: " + ids.size() + ", of them corrupt: " + corrupt.size());
            assertThat(corrupt).isNotEmpty().allMatch(id -> log.contains("saving corrupt file \"" + id + "\""));
            assertThat(corrupt.size()).isLessThan(ids.size());
        }
    }

    /** Bytes changed, mostly in the envelope; a part left out or doubled; the end cut off. */
    private static byte[] damage(byte[] sample, Random random) {
        byte[] damaged = sample.clone();
        int reach = random.nextInt(3) == 0 ? damaged.length : damaged.length / 2;
        for (int n = 1 + random.nextInt(8); n > 0; n--) {
            damaged[random.nextInt(reach)] = (byte) random.nextInt(256);
        }
        int from = random.nextInt(reach);
        int length = Math.min(random.nextInt(40), damaged.length - from);
        return switch (random.nextInt(6)) {
            case 0, 1 -> Arrays.copyOf(damaged, random.nextInt(damaged.length));
            case 2 -> spliced(damaged, from, from + length);
            case 3 -> spliced(damaged, from + length, from);
            default -> damaged;
        };
    }

    private static byte[] spliced(byte[] bytes, int end, int begin) {
        byte[] result = Arrays.copyOf(bytes, end + bytes.length - begin);
        System.arraycopy(bytes, begin, result, end, bytes.length - begin);
        return result;
    }

    /** The files that are neither in {@code corrupt} nor gone with the log's word that they are, nor waiting with a reason in the log. */
    private static Set<String> unfinished(OwnServer own, Set<String> ids) {
        try {
            Set<String> left = new TreeSet<>(ids);
            left.removeAll(names(own, "corrupt"));
            left.removeAll(names(own, "hold"));
            Set<String> deferred = names(own, "deferred");
            try (Stream<String> lines = Files.lines(own.workspace.maillog(), StandardCharsets.ISO_8859_1)) {
                lines.forEach(line -> {
                    Matcher qmgr = LOGGED.matcher(line);
                    if (qmgr.find() && (line.endsWith(": removed") || deferred.contains(qmgr.group(1)))) {
                        left.remove(qmgr.group(1));
                    }
                });
            }
            return left;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(OwnServer own, String queue) throws IOException {
        try (Stream<Path> files = Files.walk(own.workspace.queue().resolve(queue))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }

    private static long descriptors(OwnServer own) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + own.postjames.pid() + "/fd"))) {
            return open.count();
        }
    }

    private static long threads(OwnServer own) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + own.postjames.pid() + "/task"))) {
            return tasks.count();
        }
    }

    /** A queue file as it waits in {@code hold}; the server runs on. */
    private static byte[] sampleQueueFile(OwnServer own) throws IOException {
        SmtpDialogue.play(
                own.workspace.port(),
                List.of(
                        "C: EHLO x.example",
                        "C: MAIL FROM:<sample@example.test>",
                        "C: RCPT TO:<user1@example.test>",
                        "C: DATA",
                        "D: Subject: sample",
                        "D: ",
                        "D: body",
                        "C: .",
                        "C: QUIT"));
        try (Stream<Path> files = Files.list(own.workspace.queue().resolve("hold"))) {
            return Files.readAllBytes(files.findFirst().orElseThrow());
        }
    }

    @Test
    void aFullDiskShouldGetATemporaryRefusalAndRecover() throws Exception {
        Comparison.needsRoot("only root can mount a small tmpfs");
        Path mount = ScenarioIT.workspace().resolve("small");
        Files.createDirectories(mount);
        Mta.Output mounted = Processes.run(
                List.of("mount", "-t", "tmpfs", "-o", "size=40m,mode=0755", "tmpfs", mount.toString()),
                "",
                Duration.ofSeconds(10));
        Assumptions.assumeTrue(mounted.exit() == 0, "no tmpfs can be mounted here: " + mounted.stderr());
        Workspace workspace = Workspace.create(mount, 0);
        try (Postjames postjames = new Postjames(workspace)) {
            postjames.start(new Scenario(
                    "full",
                    "",
                    List.of(
                            "virtual_mailbox_domains = v.test",
                            "virtual_mailbox_base = @MAIL@",
                            "virtual_mailbox_maps = static:box/",
                            "virtual_uid_maps = static:65534",
                            "virtual_gid_maps = static:65534"),
                    List.of(),
                    java.util.Map.of("aliases", "postmaster: root\n"),
                    List.of(),
                    List.of()));
            List<String> dialogue = List.of(
                    "C: EHLO x.example",
                    "C: MAIL FROM:<a@v.test>",
                    "C: RCPT TO:<b@v.test>",
                    "C: DATA",
                    "D: Subject: full",
                    "D: ",
                    "D: body",
                    "C: .",
                    "C: QUIT");
            assertThat(SmtpDialogue.play(workspace.port(), dialogue)).contains("queued as");
            ScenarioPlayer.settle(workspace);
            Path filler = mount.resolve("filler");
            try (OutputStream out = Files.newOutputStream(filler)) {
                byte[] block = new byte[4096];
                for (int i = 0; i < 20_000; i++) {
                    out.write(block);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("space");
            }
            assertThat(SmtpDialogue.play(workspace.port(), dialogue))
                    .contains("S: 452 4.3.1 Insufficient system storage");
            Files.delete(filler);
            assertThat(SmtpDialogue.play(workspace.port(), dialogue)).contains("queued as");
            ScenarioPlayer.settle(workspace);
            assertThat(workspace.mail().resolve("box/new").toFile().list()).hasSize(2);
        } finally {
            Processes.run(List.of("umount", mount.toString()), "", Duration.ofSeconds(10));
        }
    }

    private void awaitDelivery(String subject) throws IOException {
        Processes.await(subject, Duration.ofSeconds(30), () -> anyMail(server, "user1", subject));
    }

    private static boolean anyMail(OwnServer server, String user, String text) {
        return Stream.of("new", "cur").anyMatch(part -> {
            try (Stream<Path> files = Files.list(server.maildir(user).resolve(part))) {
                return files.anyMatch(file -> {
                    try {
                        return Files.readString(file, StandardCharsets.ISO_8859_1)
                                .contains(text);
                    } catch (IOException e) {
                        return false;
                    }
                });
            } catch (IOException e) {
                return false;
            }
        });
    }
}
