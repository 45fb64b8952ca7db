package org.postjames.delivery;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/**
 * Delivers to the accounts and aliases of this host. // local(8)
 *
 * <p>An alias may stand for many destinations: each leaves a status of its own, with its own address and the {@code offset} of the recipient it came from. That
 * recipient is done when none of them is deferred.
 */
public final class LocalAgent {
    static final String PROGRAM = "local";

    private final PostfixConfig config;
    private final LocalSettings settings;
    private final LocalMailbox mailbox;
    private final LocalCommand command;
    private final MailLog log;

    public LocalAgent(PostfixConfig config, LocalSettings settings, MailLog log, Clock clock) {
        this.config = config;
        this.settings = settings;
        this.log = log;
        this.mailbox = new LocalMailbox(config, settings, log, clock);
        this.command = new LocalCommand(config, settings, log, clock);
    }

    public List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
        List<RecipientStatus> statuses = new ArrayList<>();
        Set<String> delivered;
        try {
            delivered = DeliveredHeaders.read(request.content());
        } catch (IOException e) {
            for (Recipient recipient : request.recipients()) {
                statuses.add(RecipientStatus.of(
                        recipient,
                        Outcome.DEFERRED,
                        request.transport(),
                        "4.3.0",
                        "error reading message: " + e.getMessage()));
            }
            return List.copyOf(statuses);
        }
        for (Recipient recipient : request.recipients()) {
            LocalResults results = new LocalResults(request.transport(), settings.filter());
            LocalExpansion expansion =
                    new LocalExpansion(config, settings, mailbox, command, log, request, delivered, results);
            expansion.recipient(new LocalState(recipient, request.sender()));
            finishForwards(request, recipient, results);
            statuses.addAll(results.statuses());
            if (results.statuses().isEmpty()) {
                // an :include: file without addresses, or a duplicate of everything: Postfix is silent and done
                statuses.add(RecipientStatus.of(recipient, Outcome.SENT, request.transport(), "2.0.0", "discarded"));
            }
        }
        return List.copyOf(statuses);
    }

    /** forward_finish(): nothing is sent on while another part of the expansion must be tried again. */
    private void finishForwards(DeliveryRequest request, Recipient recipient, LocalResults results) {
        if (results.isDeferred()) {
            return;
        }
        boolean header = config.get(DeliveryParameters.PREPEND_DELIVERED_HEADER).contains("forward");
        results.eachForward((delivered, sender, to) -> {
            Address mark = header ? Address.of(delivered.toString().toLowerCase(Locale.ROOT)) : Address.NULL;
            try {
                results.forwarded(recipient, settings.forwarding().forward(request, sender, mark, to));
            } catch (IOException e) {
                log.warning(PROGRAM, request.queueId() + ": unable to forward message: " + e.getMessage());
                results.defer(new LocalState(recipient, sender), "4.3.0", "unable to forward message");
            }
        });
    }
}
