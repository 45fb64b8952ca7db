package org.postjames.queue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.config.CompatibilityLevel;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlReply.Status;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueScan;
import org.postjames.table.DomainList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Knows which deferred mail waits for the destinations in {@code fast_flush_domains}, so that ETRN and {@code postqueue -s} need not look through the
 * queue. It needs a line {@code flush unix} in master.cf, whose wakeup time says how often old files are looked after. // flush(8)
 */
public final class FlushService implements Deferrals, AutoCloseable {
    private static final String PROGRAM = "flush";

    private final QueueDirectories directories;
    private final DomainList domains;
    private final boolean oldDefault;
    private final Optional<MasterService> service;
    private final Duration refreshTime;
    private final Duration purgeTime;
    private final MailLog log;
    private final Clock clock;
    private final Consumer<String> warnings;
    private Thread refresher = Thread.ofVirtual().name("flush-refresh").unstarted(() -> {});

    public FlushService(PostfixConfig config, Tables tables, QueueDirectories directories, MailLog log, Clock clock) {
        this.directories = directories;
        this.domains = new DomainList(
                FlushParameters.FAST_FLUSH_DOMAINS.name(),
                config.get(FlushParameters.FAST_FLUSH_DOMAINS),
                config,
                tables);
        this.oldDefault = CompatibilityLevel.of(config)
                .keepsOldDefault("2", GlobalParameters.RELAY_DOMAINS.name(), FlushParameters.FAST_FLUSH_DOMAINS.name());
        this.service = config.services().stream()
                .filter(s -> s.command().equals(PROGRAM))
                .findFirst();
        this.refreshTime = config.get(FlushParameters.FAST_FLUSH_REFRESH_TIME);
        this.purgeTime = config.get(FlushParameters.FAST_FLUSH_PURGE_TIME);
        this.log = log;
        this.clock = clock;
        this.warnings = text -> log.warning(PROGRAM, text);
    }

    /** Whether mail for it is noted, and may be asked for; DENY or FAIL if not. // flush_clnt.c */
    private Status eligible(String site, String program, String doing) {
        try {
            if (!domains.matches(site)) {
                return Status.DENY;
            }
        } catch (TableUnavailableException e) {
            return Status.FAIL;
        }
        if (oldDefault) {
            log.info(
                    program,
                    "using backwards-compatible default setting relay_domains=$mydestination to " + doing
                            + " for domain \"" + site + "\"");
        }
        return service.isPresent() ? Status.OK : Status.FAIL;
    }

    @Override
    public void deferred(String program, Address recipient, QueueId id) {
        if (!recipient.hasDomain()) {
            return;
        }
        Status status = eligible(recipient.domain(), program, "update fast-flush logfile");
        if (status == Status.OK) {
            status = add(recipient.domain(), id);
        }
        if (status == Status.FAIL) {
            log.warning(program, id + ": flush service failure");
        }
    }

    private Status add(String site, QueueId id) {
        Optional<FlushLog> file = FlushLog.of(directories, site, warnings);
        try {
            if (file.isPresent()) {
                file.get().add(id);
            }
            return Status.OK;
        } catch (IOException e) {
            return failed(file.map(FlushLog::name).orElse(site), e);
        }
    }

    private Status failed(String name, IOException e) {
        log.warning(PROGRAM, "open fast flush logfile " + name + ": " + e.getMessage());
        return Status.FAIL;
    }

    /**
     * Asks for the mail that waits for a destination.
     *
     * @param program who says so in the log
     * @param wanted is told which it is
     * @return OK, also if nothing waits; DENY for a destination that is not in {@code fast_flush_domains}; FAIL
     */
    public Status send(String site, String program, Consumer<Set<QueueId>> wanted) {
        Status status = eligible(site, program, "flush mail");
        if (status != Status.OK) {
            return status;
        }
        Optional<FlushLog> file = FlushLog.of(directories, site, warnings);
        if (file.isEmpty()) {
            return Status.DENY;
        }
        try {
            file.get().send(wanted, clock.instant(), warnings);
            return Status.OK;
        } catch (IOException e) {
            return failed(file.get().name(), e);
        }
    }

    /** Begins to look after old files. @param wanted is told which mail is to be tried because nobody asked for it in {@code fast_flush_refresh_time} */
    void start(Consumer<Set<QueueId>> wanted) {
        long seconds = service.map(s -> s.wakeup().replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty())
                .map(Long::parseLong)
                .orElse(0L);
        if (seconds > 0) {
            refresher = Thread.ofVirtual()
                    .name("flush-refresh")
                    .start(() -> refreshRegularly(Duration.ofSeconds(seconds), wanted));
        }
    }

    private void refreshRegularly(Duration interval, Consumer<Set<QueueId>> wanted) {
        try {
            while (true) {
                Thread.sleep(interval);
                refresh(wanted);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the mail of files that were not read for long, so that they lose what is delivered; removes files that were empty for long. */
    void refresh(Consumer<Set<QueueId>> wanted) {
        Instant now = clock.instant();
        try {
            QueueScan.walk(directories.layout(), QueueLayout.FLUSH, (name, path) -> {
                FlushLog file = new FlushLog(directories, name.text());
                try {
                    file.purge(now.minus(purgeTime));
                    if (file.isUnread(now.minus(refreshTime))) {
                        file.send(wanted, now, warnings);
                    }
                } catch (NoSuchFileException e) {
                    // it was empty for long, or another one removed it
                }
                return true;
            });
        } catch (IOException e) {
            log.warning(PROGRAM, "fast flush logfile: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        refresher.interrupt();
    }
}
