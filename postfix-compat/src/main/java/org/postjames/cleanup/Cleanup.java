package org.postjames.cleanup;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queuefile.IncomingQueue;
import org.postjames.table.Tables;

/**
 * Takes messages from whoever has one and puts them into the queue, rewritten and complete. One per configuration snapshot; safe for use by many
 * threads, each message has its own {@link CleanupSession}. // cleanup(8)
 */
public final class Cleanup {
    final CleanupSettings settings;
    final AddressMapping mapping;
    final ContentChecks checks;
    final EnumSet<MimeErrors.Error> mimeErrors;
    final CleanupMilters.Settings milters;
    final MailLog log;
    final Clock clock;
    final BeforeQueueFilter filter;
    private final IncomingQueue queue;

    /** With the tables that main.cf names. */
    public Cleanup(
            PostfixConfig config,
            Tables tables,
            IncomingQueue queue,
            MailLog log,
            Clock clock,
            BeforeQueueFilter filter) {
        this(config, new ConfiguredAddresses(config, tables, log), tables, queue, log, clock, filter);
    }

    /** With another source of mappings. */
    public Cleanup(
            PostfixConfig config,
            AddressMapping mapping,
            IncomingQueue queue,
            MailLog log,
            Clock clock,
            BeforeQueueFilter filter) {
        this(config, mapping, Tables.of(config, log), queue, log, clock, filter);
    }

    private Cleanup(
            PostfixConfig config,
            AddressMapping mapping,
            Tables tables,
            IncomingQueue queue,
            MailLog log,
            Clock clock,
            BeforeQueueFilter filter) {
        this.checks = new ContentChecks(config, tables, CleanupParameters.CHECKS);
        this.mimeErrors = MimeErrors.of(config, checks);
        this.milters = CleanupMilters.Settings.of(config, tables);
        this.settings = CleanupSettings.of(config);
        this.mapping = mapping;
        this.queue = queue;
        this.log = log;
        this.clock = clock;
        this.filter = filter;
    }

    /**
     * Makes a queue file and with it the message's queue id.
     *
     * @throws IOException when that is impossible now (disk full): the client is told to try again
     */
    public CleanupSession open(CleanupOrigin origin) throws IOException {
        boolean internal = !origin.checks()
                && settings.filteredClasses().contains(origin.kind().mailClass());
        return new CleanupSession(this, internal ? origin.filtered() : origin, queue.create());
    }
}
