package org.postjames.queue;

import java.io.IOException;
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
import org.postjames.table.DomainList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The requests of the control socket that concern the queue: FLUSH, FLUSH_SITE, FLUSH_ID and SHOWQ. // flush(8), showq(8) */
public final class QueueRequests {
    static final Parameter<String> FAST_FLUSH_DOMAINS = Parameter.text("fast_flush_domains");
    static final Parameter<String> EMPTY_ADDRESS_RECIPIENT = Parameter.text("empty_address_recipient");

    private final QueueManager queue;
    private final QueueListing listing;
    private final DomainList fastFlushDomains;

    public QueueRequests(PostfixConfig config, Tables tables, QueueManager queue) {
        this.queue = queue;
        this.listing = new QueueListing(QueueLayout.of(config), config.get(EMPTY_ADDRESS_RECIPIENT));
        this.fastFlushDomains =
                new DomainList(FAST_FLUSH_DOMAINS.name(), config.get(FAST_FLUSH_DOMAINS), config, tables);
    }

    /** For {@link ControlServer}. */
    public Map<String, ControlServer.Handler> handlers() {
        return Map.of(
                ControlSocket.FLUSH,
                        (argument, data) -> {
                            queue.flush();
                            return ControlReply.OK;
                        },
                ControlSocket.FLUSH_SITE, (argument, data) -> flushSite(argument),
                ControlSocket.FLUSH_ID, (argument, data) -> flushId(argument),
                ControlSocket.SHOWQ,
                        (argument, data) -> {
                            listing.send(data);
                            return ControlReply.OK;
                        });
    }

    /** OK, DENY for a domain that is not in {@code fast_flush_domains}, or FAIL. */
    public ControlReply flushSite(String site) throws IOException {
        String domain = site.startsWith("[") && site.endsWith("]") ? site.substring(1, site.length() - 1) : site;
        try {
            if (!fastFlushDomains.matches(site) && !fastFlushDomains.matches(domain)) {
                return new ControlReply(Status.DENY, "");
            }
        } catch (TableUnavailableException e) {
            return new ControlReply(Status.FAIL, "fast_flush_domains lookup failure");
        }
        queue.flushSite(site);
        return ControlReply.OK;
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
