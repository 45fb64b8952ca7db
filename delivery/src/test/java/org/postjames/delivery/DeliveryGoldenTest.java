package org.postjames.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.address.Address;
import org.postjames.comparison.Comparison;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.mailbox.MaildirWriter;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueuedContent;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.Smtputf8;
import org.postjames.table.Tables;

/** What Postfix wrote and said, compared with what our agents write and say, as root and with accounts that every Debian has. */
class DeliveryGoldenTest {
    private static final byte[] CONTENT =
            ("From: from@example.test\nTo: list@example.test\nDate: Sun, 01 Jan 2023 00:00:00 +0000\n"
                            + "Message-Id: <1@example.test>\nDelivered-To: looped@mail.example.test\nSubject: test\n\n"
                            + "From the beginning\n.dot\nlast\n")
                    .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> deliveriesShouldBePostfixs() throws Exception {
        UserRights rights = new UserRights();
        LibcUsers users = new LibcUsers();
        Comparison.needs(rights.arePrivileged(), "only root can deliver to other users");
        Comparison.needs(
                users.byName("games").filter(user -> user.uid() == 5).isPresent(),
                "the recording's account games is not here");
        Map<String, List<String>> golden = golden();
        assertThat(golden).hasSizeGreaterThan(60);
        return golden.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> assertThat(play(e.getKey(), rights, users))
                        .isEqualTo(comparable(e.getValue()))));
    }

    private List<String> play(String name, UserRights rights, UserDatabase users) throws Exception {
        Path world = Files.createTempDirectory(directory, "world");
        DeliveryWorld.make(world);
        List<String> seen = new ArrayList<>();
        MailLog log = (program, severity, text) -> seen.add("log " + severity.prefix() + text);
        PostfixConfig config = PostfixConfig.of(settings(world));
        AgentAssembly agents = new AgentAssembly(config, Tables.of(config, log), users, rights, log, Clock.systemUTC());
        MaildirWriter maildirs = new MaildirWriter(Clock.systemUTC(), MaildirEvents.NONE);
        String address = name.replace("\"", "") + (name.contains("@") ? "" : "@mail.example.test");
        Recipient to = new Recipient(Address.of(address), Address.of(address), "", 0, 1);
        DeliveryRequest request = new DeliveryRequest(
                new QueueId("QID"),
                name.contains("@") ? "virtual" : "local",
                "mail.example.test",
                Address.of("from@example.test"),
                List.of(to),
                new Content(),
                "",
                0,
                "",
                Smtputf8.of(0),
                Instant.now(),
                Map.of(
                        "log_client_name", "localhost",
                        "log_client_address", "127.0.0.1",
                        "log_helo_name", "client",
                        "log_protocol_name", "ESMTP"));
        List<RecipientStatus> statuses = name.contains("@")
                ? agents.virtual(maildirs).deliver(request)
                : agents.local(maildirs, (r, sender, delivered, recipients) -> "QID", new PassedDelivery(Map.of(), log))
                        .deliver(request);
        for (RecipientStatus s : statuses) {
            seen.add(line(s));
        }
        DeliveryWorld.list(world, seen);
        seen.replaceAll(line -> line.replace(world.toString(), "@DIR@"));
        return comparable(seen);
    }

    private static String line(RecipientStatus s) {
        String address = DeliveryHeaders.quote822(s.recipient().address());
        String original = DeliveryHeaders.quote822(s.recipient().original());
        return "to=<" + address + ">" + (original.equalsIgnoreCase(address) ? "" : ", orig_to=<" + original + ">")
                + ", relay=" + s.relay() + ", dsn=" + s.dsn() + ", status="
                + s.outcome().name().toLowerCase(Locale.ROOT) + " (" + s.reason() + ")";
    }

    /** Forwarded mail arrives in a second message, which is not delivered here; the time zone and configuration directory are the recorder's. */
    private static List<String> comparable(List<String> lines) {
        boolean forwarded = lines.stream().anyMatch(l -> l.endsWith("(forwarded as QID)"));
        return lines.stream()
                .filter(l -> !forwarded || !l.startsWith("file ") && !l.startsWith("  "))
                .filter(l -> !l.startsWith("  TZ=") && !l.startsWith("  MAIL_CONFIG="))
                .toList();
    }

    private static Map<String, String> settings(Path world) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String line : DeliveryWorld.resource("main.cf")
                .replace("@DIR@", world.toString())
                .split("\n")) {
            int equals = line.indexOf('=');
            settings.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        settings.put("queue_directory", world.toString());
        return settings;
    }

    private static Map<String, List<String>> golden() throws IOException {
        Map<String, List<String>> golden = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : DeliveryWorld.resource("golden.txt").split("\n")) {
            if (line.startsWith("[")) {
                current = new ArrayList<>();
                golden.put(line.substring(1, line.length() - 1), current);
            } else if (!line.startsWith("#")) {
                current.add(line);
            }
        }
        return golden;
    }

    private static final class Content implements QueuedContent {
        @Override
        public long size() {
            return CONTENT.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(CONTENT);
        }

        @Override
        public void copyTo(OutputStream out) throws IOException {
            out.write(CONTENT);
        }
    }
}
