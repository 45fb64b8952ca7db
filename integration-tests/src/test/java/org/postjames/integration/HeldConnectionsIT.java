package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * 2,000 connections at once, of which 1,900 are slow or silent, while 100 keep delivering: no session starves, neither the quick nor the slow ones, and
 * memory stays bounded.
 *
 * <p>{@code -Dheld.connections=1900 -Dheld.deliveries=10}; the server's resident memory is printed.
 */
class HeldConnectionsIT {
    private static final int HELD = Integer.getInteger("held.connections", 1_900);
    private static final int DELIVERING = 100;
    private static final int DELIVERIES = Integer.getInteger("held.deliveries", 10);
    private static final long BOUND_MEGABYTES = 600;

    @Test
    void aHundredClientsShouldDeliverWhileTheOthersAreSlowOrSilent() throws Exception {
        List<SlowClient> held = new ArrayList<>();
        try (OwnServer server = new OwnServer("default_process_limit = " + (HELD + DELIVERING))) {
            server.deliver("user1", "before the storm", "the first mail");
            long before = server.postjames.residentMegabytes();
            SlowClient.Kind[] kinds = SlowClient.Kind.values();
            for (int i = 0; i < HELD; i++) {
                held.add(SlowClient.connect(server.workspace.port(), kinds[i % kinds.length]));
            }
            long connected = server.postjames.residentMegabytes();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> drip = clients.submit(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        for (SlowClient client : held) {
                            client.drip();
                        }
                        Thread.sleep(500);
                    }
                    return null;
                });
                List<Future<?>> delivering = new ArrayList<>();
                for (int i = 0; i < DELIVERING; i++) {
                    int client = i;
                    delivering.add(clients.submit(() -> {
                        for (int n = 0; n < DELIVERIES; n++) {
                            server.deliver("user1", "quick " + client + "." + n, "in time");
                        }
                        return null;
                    }));
                }
                for (Future<?> each : delivering) {
                    each.get();
                }
                drip.cancel(true);
            }
            int quick = 1 + DELIVERING * DELIVERIES;
            Processes.await("quick mail", Duration.ofSeconds(60), () -> mails(server, "user1") == quick);
            long during = server.postjames.residentMegabytes();
            int messages = 0;
            for (SlowClient client : held) {
                messages += client.finish();
            }
            int slow = messages;
            assertThat(slow).isPositive();
            Processes.await("slow mail", Duration.ofSeconds(60), () -> mails(server, "user2") == slow);
            System.out.println("resident megabytes: " + before + " before, " + connected + " with " + HELD
                    + " connections held, " + during + " after " + DELIVERING * DELIVERIES + " messages beside them, "
                    + server.postjames.residentMegabytes() + " after " + slow + " slow messages");
            assertThat(during).isLessThan(BOUND_MEGABYTES);
            assertThat(Files.readString(server.workspace.root().resolve("log/stdout")))
                    .doesNotContain("Exception");
        } finally {
            for (SlowClient client : held) {
                client.close();
            }
        }
    }

    private static long mails(OwnServer server, String user) {
        long count = 0;
        for (String part : List.of("new", "cur")) {
            Path directory = server.maildir(user).resolve(part);
            try (Stream<Path> files = Files.list(directory)) {
                count += files.count();
            } catch (NoSuchFileException e) {
                // nothing was delivered yet
                continue;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return count;
    }
}
