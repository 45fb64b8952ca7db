package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.address.Address;
import org.postjames.cleanup.AddressMapping;
import org.postjames.cleanup.BeforeQueueFilter;
import org.postjames.cleanup.Cleanup;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.NewQueueFile;

/** A bounce on its whole way: undeliverable mail in, the notice out, compared with what Postfix delivered. */
class BounceGoldenTest {
    private static final String CONTENT = """
            Received: from client.test (localhost [127.0.0.1])
            \tby mail.example.test (Postfix) with ESMTP id 051A4520082
            \tfor <nosuch@mail.example.test>; Fri, 20 Nov 2026 17:38:24 -0500 (EST)
            From: Sender <sender@virt.test>
            To: somebody@example.test
            Subject: a test
            Message-Id: <1@client.test>
            Date: Fri, 20 Nov 2026 10:00:00 +0000

            Hello
            second line
            """;

    @TempDir
    Path root;

    @Test
    void bounceShouldLookAsPostfixsDoes() throws Exception {
        BlockingQueue<String> notices = new ArrayBlockingQueue<>(1);
        DeliveryAgent agent = request -> {
            Recipient r = request.recipients().getFirst();
            if (!request.sender().isNull()) {
                return List.of(RecipientStatus.of(r, Outcome.BOUNCED, "local", "5.1.1", "unknown user: \"nosuch\""));
            }
            try (InputStream in = request.content().open()) {
                notices.add(r.address() + "\n" + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return List.of(RecipientStatus.of(r, Outcome.SENT, "virtual", "2.0.0", "delivered to maildir"));
        };
        try (TestQueue q = new TestQueue(root, agent, Clock.systemUTC(), Map.of("myorigin", "mail.example.test"))) {
            Cleanup cleanup = new Cleanup(
                    q.config, new Completing(), q.directories, q.mailLog, Clock.systemUTC(), BeforeQueueFilter.NONE);
            RecipientResolver resolver = (sender, r) -> new RecipientResolver.Route("local", "here", r, true);
            q.manager = new QueueManager(
                    q.config,
                    q.directories,
                    resolver,
                    agent,
                    new CleanupNotices(q.config, cleanup, Clock.systemUTC()),
                    q.mailLog,
                    Clock.systemUTC());
            q.manager.start();
            try (NewQueueFile file = q.directories.create()) {
                TestQueue.write(file, "sender@virt.test", List.of("nosuch@mail.example.test"), CONTENT);
                file.commit(NewQueueFile.Placement.INCOMING);
                q.await(file.id() + ": removed");
            }
            String notice = notices.poll(10, TimeUnit.SECONDS);
            assertThat(normalised(notice)).isEqualTo("sender@virt.test\n" + normalised(golden()));
        }
    }

    private static String golden() throws IOException {
        try (InputStream in = BounceGoldenTest.class.getResourceAsStream("bounce-of-unknown-local-user.golden")) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(text).startsWith("# Postfix 3.7.11");
            // The delivery's own headers end with Delivered-To.
            int start = text.indexOf("\nReceived:") + 1;
            return text.substring(start);
        }
    }

    /** Without what must differ: queue ids, dates, the boundary's time; and the ORCPT that smtpd makes up, which this test does not send. */
    private static String normalised(String text) {
        return text.replaceAll(
                        "[A-Z][a-z]{2}, [ 0-9]\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} [-+]\\d{4} \\([A-Z]+\\)", "DATE")
                .replaceAll("\\bid [0-9A-F]{8,16}", "id QID")
                .replaceAll("[0-9A-F]{8,16}\\.\\d{10}/", "QID.EPOCH/")
                .replaceAll("<\\d{14}\\.[0-9A-F]{8,16}@", "<TIME.QID@")
                .replaceAll("Queue-ID: [0-9A-F]+", "Queue-ID: QID")
                .replace("Original-Recipient: rfc822;nosuch@mail.example.test\n", "");
    }

    /** Addresses without domain get ours; there are no tables. */
    private static final class Completing implements AddressMapping {
        @Override
        public Address complete(Context context, Address address) {
            return address.isNull() || address.hasDomain()
                    ? address
                    : new Address(address.localPart(), "mail.example.test");
        }

        @Override
        public Address envelopeSender(Address sender) {
            return sender;
        }

        @Override
        public Address envelopeRecipient(Address recipient) {
            return recipient;
        }

        @Override
        public Address headerSender(Address address) {
            return address;
        }

        @Override
        public Address headerRecipient(Address address) {
            return address;
        }

        @Override
        public List<Address> expand(Address recipient) {
            return List.of(recipient);
        }

        @Override
        public Optional<Address> senderBcc(Address sender) {
            return Optional.empty();
        }

        @Override
        public Optional<Address> recipientBcc(Address recipient) {
            return Optional.empty();
        }
    }
}
