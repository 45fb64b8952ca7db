package org.postjames.server.mta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.PostfixConfig;
import org.postjames.explain.Destination;
import org.postjames.explain.Explanation;
import org.postjames.explain.Question;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.server.mailet.AdminMailets;
import org.postjames.smtp.dns.DnsjavaResolver;
import org.postjames.smtp.server.SaslAuthenticator;

/** What {@code postjames explain} says beside what the server does. */
class MailRehearsalTest {
    private static final int ADDRESSES = 2000;
    private static final int WORLDS = 8;

    @TempDir
    Path directory;

    /** What became of the mail for one address: the refusal, or where it went. */
    private record Outcome(String refusal, List<String> destinations) {
        @Override
        public String toString() {
            return refusal.isEmpty() ? String.join("; ", destinations) : refusal;
        }
    }

    /** A message: for whom, and from whom. */
    private record Letter(String recipient, String sender) {}

    @Test
    void explainShouldSayWhatTheServerDoes() throws Exception {
        long seed = Long.getLong("explain.seed", System.nanoTime());
        System.out.println("MailRehearsalTest: -Dexplain.seed=" + seed);
        Random random = new Random(seed);
        List<Outcome> all = new ArrayList<>();
        for (int i = 0; i < WORLDS; i++) {
            all.addAll(compare(Files.createDirectory(directory.resolve("world" + i)), random, seed));
        }
        assertThat(all).hasSize(ADDRESSES);
        assertThat(all.stream().filter(o -> o.refusal().isEmpty())).hasSizeGreaterThan(ADDRESSES / 4);
        assertThat(all.stream().filter(o -> !o.refusal().isEmpty())).hasSizeGreaterThan(ADDRESSES / 10);
    }

    private static List<Outcome> compare(Path directory, Random random, long seed) throws Exception {
        RehearsedWorld world = new RehearsedWorld(directory, random);
        List<Letter> letters = RehearsedWorld.addresses(random, ADDRESSES / WORLDS).stream()
                .map(address -> new Letter(address, RehearsedWorld.sender(random)))
                .toList();
        PostfixConfig config = PostfixConfig.load(world.configuration());
        Map<String, Integer> places = new TreeMap<>();
        List<Outcome> explained = explain(config, letters, places);
        assertThat(world.leftBehind()).as("explaining writes nothing").isEmpty();

        List<Outcome> delivered = deliver(config, letters);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            if (!explained.get(i).equals(delivered.get(i))) {
                differences.add(
                        letters.get(i) + "\n  explained: " + explained.get(i) + "\n  delivered: " + delivered.get(i));
            }
        }
        assertThat(differences).as("seed %d, %s", seed, world.settings()).isEmpty();
        assertThat(world.written()).as("seed %d, %s", seed, world.settings()).isEqualTo(places);
        return delivered;
    }

    private static List<Outcome> explain(PostfixConfig config, List<Letter> letters, Map<String, Integer> places)
            throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        try (MailRehearsal rehearsal = new MailRehearsal(config, new DnsjavaResolver(), Clock.systemDefaultZone())) {
            for (Letter letter : letters) {
                Explanation said = rehearsal.explain(
                        new Question(letter.recipient(), letter.sender(), "127.0.0.1", "unknown", "client.test", ""));
                List<String> destinations = new ArrayList<>();
                for (Destination d : said.destinations()) {
                    destinations.add("<" + d.address() + "> " + d.dsn() + " " + d.status() + " (" + d.reason() + ")");
                    if (d.place().startsWith("/")) {
                        places.merge(d.place(), 1, Integer::sum);
                    }
                }
                outcomes.add(new Outcome(
                        said.refusal(), destinations.stream().sorted().toList()));
            }
        }
        return outcomes;
    }

    private static List<Outcome> deliver(PostfixConfig config, List<Letter> letters) throws Exception {
        DeliveryOutcomes log = new DeliveryOutcomes();
        List<String> replies = new ArrayList<>();
        InetSocketAddress port = freePort();
        MailTransfer.Surroundings around = new MailTransfer.Surroundings(
                log, Clock.systemDefaultZone(), SaslAuthenticator.NONE, AdminMailets.NONE, MaildirEvents.NONE);
        try (MailTransfer transfer = new MailTransfer(config, around)) {
            transfer.start(service -> List.of(port));
            try (RehearsedWorld.Client client = new RehearsedWorld.Client(port)) {
                for (Letter letter : letters) {
                    replies.add(client.send(letter.sender(), letter.recipient()));
                }
            }
            RehearsedWorld.awaitEmpty(config);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (String reply : replies) {
            String accepted = "250 2.0.0 Ok: queued as ";
            outcomes.add(
                    reply.startsWith(accepted)
                            ? new Outcome("", log.of(reply.substring(accepted.length())))
                            : new Outcome(reply, List.of()));
        }
        return outcomes;
    }

    private static InetSocketAddress freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), probe.getLocalPort());
        }
    }
}
