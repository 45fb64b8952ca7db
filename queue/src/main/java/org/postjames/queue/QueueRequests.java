package org.postjames.queue;

import java.util.Map;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlReply;
import org.postjames.control.ControlReply.Status;
import org.postjames.control.ControlServer;
import org.postjames.control.ControlSocket;
import org.postjames.control.QueueListing;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;

/** The requests of the control socket that concern the queue: FLUSH, FLUSH_SITE, FLUSH_ID and SHOWQ. // flush(8), showq(8) */
public final class QueueRequests {
    static final Parameter<String> EMPTY_ADDRESS_RECIPIENT = Parameter.text("empty_address_recipient");

    private final QueueManager queue;
    private final QueueListing listing;
    private final FlushService flush;

    /** @param flush is started here: it may ask for mail, too */
    public QueueRequests(PostfixConfig config, QueueManager queue, FlushService flush) {
        this.queue = queue;
        this.listing = new QueueListing(QueueLayout.of(config), config.get(EMPTY_ADDRESS_RECIPIENT));
        this.flush = flush;
        flush.start(queue::retry);
    }

    /** For {@link ControlServer}. */
    public Map<String, ControlServer.Handler> handlers() {
        return Map.of(
                ControlSocket.FLUSH,
                        (argument, data) -> {
                            queue.flush();
                            return ControlReply.OK;
                        },
                ControlSocket.FLUSH_SITE, (argument, data) -> flushSite(argument, "postqueue"),
                ControlSocket.FLUSH_ID, (argument, data) -> flushId(argument),
                ControlSocket.SHOWQ,
                        (argument, data) -> {
                            listing.send(data);
                            return ControlReply.OK;
                        });
    }

    /** For ETRN. */
    public ControlReply flushSite(String site) {
        return flushSite(site, "smtpd");
    }

    /** OK, DENY for a domain that is not in {@code fast_flush_domains}, or FAIL. */
    private ControlReply flushSite(String site, String program) {
        return new ControlReply(flush.send(site, program, queue::flush), "");
    }

    /** A message that is not there needs no flush: no error. */
    private ControlReply flushId(String id) {
        if (!QueueIdFormat.isValid(id)) {
            return new ControlReply(Status.BAD, "");
        }
        queue.flushId(new QueueId(id));
        return ControlReply.OK;
    }
}
