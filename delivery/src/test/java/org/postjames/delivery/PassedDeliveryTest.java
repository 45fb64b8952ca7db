package org.postjames.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postjames.address.Address;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueuedContent;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.Smtputf8;

/** What cannot be shown beside Postfix in short time: its process ends, and for a transport that is not there only after 100 seconds. */
class PassedDeliveryTest {
    private static final Recipient TO =
            new Recipient(Address.of("user@example.test"), Address.of("alias@example.test"), "", 0, 7);

    private final List<String> logged = new ArrayList<>();
    private final List<DeliveryRequest> asked = new ArrayList<>();
    private final PassedDelivery passing = new PassedDelivery(
            Map.of("pipe-service", new PassedDelivery.Target("pipe", request -> {
                asked.add(request);
                return List.of(RecipientStatus.of(TO, Outcome.BOUNCED, "pipe-service", "5.1.1", "no"));
            })),
            (program, severity, text) -> logged.add(program + ": " + severity.prefix() + text));

    @Test
    void passShouldAskTheAgentInItsOwnNameAboutOneRecipient() throws InterruptedException {
        List<RecipientStatus> statuses = passing.pass(request(), TO, "pipe-service:Some.Hop:25");

        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().transport()).isEqualTo("pipe-service");
        assertThat(asked.getFirst().nexthop()).isEqualTo("Some.Hop:25");
        assertThat(asked.getFirst().recipients()).containsExactly(TO);
        assertThat(statuses)
                .containsExactly(RecipientStatus.of(TO, Outcome.BOUNCED, "pipe-service", "5.1.1", "no")
                        .by("pipe"));
        assertThat(logged).containsExactly("local: QID: passing <user@example.test> to transport=pipe-service");
    }

    @Test
    void passShouldKeepTheNexthopWhereNoneIsNamed() throws InterruptedException {
        passing.pass(request(), TO, "pipe-service:");
        passing.pass(request(), TO, "pipe-service");

        assertThat(asked).extracting(DeliveryRequest::nexthop).containsExactly("example.test", "example.test");
    }

    @Test
    void passShouldDeferWhatNamesNoTransport() throws InterruptedException {
        assertThat(passing.pass(request(), TO, ":hop")).containsExactly(unknown());
        assertThat(logged).containsExactly("local: fatal: missing transport name in \":hop\"");
    }

    @Test
    void passShouldDeferWhatNamesATransportThatIsNotThere() throws InterruptedException {
        assertThat(passing.pass(request(), TO, "gone:hop")).containsExactly(unknown());
        assertThat(logged)
                .containsExactly(
                        "local: QID: passing <user@example.test> to transport=gone",
                        "local: fatal: connect #1 to subsystem private/gone: No such file or directory");
    }

    private static RecipientStatus unknown() {
        return RecipientStatus.of(TO, Outcome.DEFERRED, "none", "4.3.0", "unknown mail transport error");
    }

    private static DeliveryRequest request() {
        return new DeliveryRequest(
                new QueueId("QID"),
                "local",
                "example.test",
                Address.of("from@example.test"),
                List.of(TO),
                new NoContent(),
                "",
                0,
                "",
                Smtputf8.of(0),
                Instant.EPOCH,
                Map.of());
    }

    private static final class NoContent implements QueuedContent {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public InputStream open() {
            return InputStream.nullInputStream();
        }

        @Override
        public void copyTo(OutputStream out) {}
    }
}
