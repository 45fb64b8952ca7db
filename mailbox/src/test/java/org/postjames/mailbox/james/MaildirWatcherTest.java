package org.postjames.mailbox.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.james.core.Username;
import org.apache.james.events.Event;
import org.apache.james.events.EventListener;
import org.apache.james.events.Registration;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.events.MailboxEvents.Added;
import org.apache.james.mailbox.events.MailboxEvents.Expunged;
import org.apache.james.mailbox.events.MailboxEvents.FlagsUpdated;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.store.FakeAuthenticator;
import org.apache.james.mailbox.store.FakeAuthorizator;
import org.apache.james.metrics.logger.DefaultMetricFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.mailbox.MaildirWriter;
import reactor.core.publisher.Mono;

class MaildirWatcherTest {
    private static final Username USER = Username.of("user");

    @TempDir
    Path root;

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private Path maildir;
    private MaildirStore store;
    private MaildirMailboxes.Running running;
    private Registration registration;

    @BeforeEach
    void setUp() throws Exception {
        TestLocator locator = new TestLocator(root);
        maildir = locator.maildir(USER);
        store = new MaildirStore(locator);
        running = MaildirMailboxes.open(
                store,
                new FakeAuthenticator(),
                FakeAuthorizator.defaultReject(),
                new DefaultMetricFactory(),
                Clock.systemUTC());
        MailboxSession session = running.mailboxes().createSystemSession(USER);
        MailboxId id = running.mailboxes()
                .createMailbox(MailboxPath.inbox(USER), session)
                .orElseThrow();
        // What a client does that selects the mailbox: listen, then read.
        EventListener listener = new EventListener() {
            @Override
            public ExecutionMode getExecutionMode() {
                return ExecutionMode.SYNCHRONOUS;
            }

            @Override
            public void event(Event event) {
                events.add(event);
            }
        };
        registration = Mono.from(running.eventBus().register(listener, new MailboxIdRegistrationKey(id)))
                .block();
        assertThat(running.mailboxes()
                        .getMailbox(id, session)
                        .getMailboxCounters(session)
                        .getCount())
                .isZero();
    }

    @AfterEach
    void tearDown() throws IOException {
        Mono.from(registration.unregister()).block();
        running.close();
    }

    private Path deliver(MaildirEvents told) throws IOException {
        byte[] content = "Subject: x\n\nbody\n".getBytes(StandardCharsets.US_ASCII);
        return new MaildirWriter("host", Clock.systemUTC(), told)
                .deliver(maildir, new byte[0], out -> out.write(content));
    }

    private <T extends Event> T next(Class<T> type) throws InterruptedException {
        Event event = events.poll(1, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(type);
        return type.cast(event);
    }

    @Test
    void aDeliveryByAnotherProgramShouldBeToldWithinASecond() throws Exception {
        deliver(MaildirEvents.NONE);

        Added added = next(Added.class);
        assertThat(added.getUids()).containsExactly(MessageUid.of(1));
        assertThat(added.getMetaData(MessageUid.of(1)).getSize()).isEqualTo(20);
        assertThat(added.isDelivery()).isTrue();
    }

    @Test
    void ourOwnDeliveryShouldBeToldOnce() throws Exception {
        deliver(store);
        assertThat(next(Added.class).getUids()).containsExactly(MessageUid.of(1));
        deliver(store);
        assertThat(next(Added.class).getUids()).containsExactly(MessageUid.of(2));
    }

    @Test
    void flagsAndDeletionsByAnotherProgramShouldBeTold() throws Exception {
        Path file = deliver(MaildirEvents.NONE);
        next(Added.class);

        Path seen = maildir.resolve("cur/" + file.getFileName() + ":2,S");
        Files.move(file, seen);
        FlagsUpdated flags = next(FlagsUpdated.class);
        assertThat(flags.getUids()).isEqualTo(List.of(MessageUid.of(1)));

        Files.delete(seen);
        assertThat(next(Expunged.class).getUids()).containsExactly(MessageUid.of(1));
    }
}
