package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} at random moments under load from 20 connections: every mail that got its 250 is delivered at least once, none is corrupt.
 *
 * <p>{@code -Dcrash.kills=200 -Dcrash.seed=N}; a test run makes fewer kills than the long run that the README tells of.
 */
class CrashIT {
    private static final int CONNECTIONS = 20;
    private static final String BODY =
            "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz\r\n".repeat(40);

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void nothingAcknowledgedShouldBeLostByKills() throws Exception {
        int kills = Integer.getInteger("crash.kills", 12);
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("crash.seed=" + seed + " crash.kills=" + kills);
        Random random = new Random(seed);
        Workspace workspace = Workspace.create(ScenarioIT.workspace(), 0);
        String owner = System.getProperty("user.name").equals("root")
                ? "65534"
                : String.valueOf(Files.getAttribute(workspace.root(), "unix:uid"));
        Scenario scenario = new Scenario(
                "crash",
                "",
                List.of(
                        "virtual_mailbox_domains = crash.test",
                        "virtual_mailbox_base = @MAIL@",
                        "virtual_mailbox_maps = static:box/",
                        "virtual_minimum_uid = 1",
                        "virtual_uid_maps = static:" + owner,
                        "virtual_gid_maps = static:" + owner,
                        "smtpd_client_connection_count_limit = 0"),
                List.of(),
                Map.of("aliases", "postmaster: root\n"),
                List.of(),
                List.of());
        try (Postjames postjames = new Postjames(workspace)) {
            postjames.start(scenario);
            for (int i = 0; i < kills; i++) {
                loadAndKill(postjames, random.nextInt(1500));
                postjames.restart();
            }
            postjames.command(List.of("postqueue", "-f"), "");
            ScenarioPlayer.settle(workspace);
        }
        check(workspace.mail().resolve("box"), kills, seed);
    }

    private void loadAndKill(Postjames postjames, int afterMillis) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> clients = Stream.generate(() -> Thread.ofVirtual()
                        .start(() -> client(postjames.workspace().port(), stop)))
                .limit(CONNECTIONS)
                .toList();
        LockSupport.parkNanos(afterMillis * 1_000_000L);
        postjames.kill();
        stop.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    private void client(int port, AtomicBoolean stop) {
        while (!stop.get()) {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(10_000);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                in.readLine();
                say(socket, in, "HELO crash.example\r\n");
                for (int i = 0; i < 5 && !stop.get(); i++) {
                    String id = "mail-" + sent.incrementAndGet();
                    say(socket, in, "MAIL FROM:<a@crash.test>\r\n");
                    say(socket, in, "RCPT TO:<b@crash.test>\r\n");
                    say(socket, in, "DATA\r\n");
                    String reply = say(socket, in, "X-Crash: " + id + "\r\n\r\n" + BODY + "end of " + id + "\r\n.\r\n");
                    if (reply != null && reply.startsWith("250 ")) {
                        acknowledged.add(id);
                    }
                }
            } catch (IOException e) {
                return; // killed: what had no 250 yet may be lost
            }
        }
    }

    private static String say(Socket socket, BufferedReader in, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return in.readLine();
    }

    private void check(Path maildir, int kills, long seed) throws IOException {
        Map<String, Integer> delivered = new HashMap<>();
        String expected = BODY.replace("\r\n", "\n");
        try (Stream<Path> files = Files.list(maildir.resolve("new"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                int header = text.indexOf("X-Crash: ");
                assertThat(header).as("a corrupt mail: %s", file).isPositive();
                String id = text.substring(header + 9, text.indexOf('\n', header));
                assertThat(text).as("corrupt: %s", file).endsWith("\n\n" + expected + "end of " + id + "\n");
                delivered.merge(id, 1, Integer::sum);
            }
        }
        long duplicates = delivered.values().stream().filter(n -> n > 1).count();
        System.out.printf(
                "crash: %d kills, %d sent, %d acknowledged, %d delivered, %d of them more than once%n",
                kills, sent.get(), acknowledged.size(), delivered.size(), duplicates);
        assertThat(acknowledged).as("seed %d", seed).isNotEmpty().allMatch(delivered::containsKey);
    }
}
