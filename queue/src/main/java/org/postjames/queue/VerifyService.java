package org.postjames.queue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postjames.access.AddressVerifier;
import org.postjames.access.VerifySender;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.VerifyParameters.Times;

/**
 * Remembers which addresses can be reached, and sends probe messages to find out. What is asked for may be old: then the old answer is given, and a probe is sent
 * besides. // verify(8)
 */
public final class VerifyService implements AddressVerifier, AddressProbes, AutoCloseable {
    private static final String PROGRAM = "verify";
    /** A probe that has had no answer for so long is lost. */
    private static final Duration PROBE_LIFETIME = Duration.ofSeconds(1000);

    /** Sends a probe message. */
    @FunctionalInterface
    public interface Probing {
        void probe(Address sender, Address recipient) throws IOException;
    }

    private final VerificationStore store;
    private final Probing probing;
    private final VerifySender sender;
    private final MailLog log;
    private final Clock clock;
    private final Times times;
    private final boolean negativeCache;
    private final Thread cleaner;

    public VerifyService(PostfixConfig config, Probing probing, MailLog log, Clock clock) {
        this.store = VerificationStore.of(config, log);
        this.probing = probing;
        this.sender = new VerifySender(config, clock);
        this.log = log;
        this.clock = clock;
        this.times = Times.of(config);
        this.negativeCache = config.get(VerifyParameters.ADDRESS_VERIFY_NEGATIVE_CACHE);
        Duration interval = config.get(VerifyParameters.ADDRESS_VERIFY_CACHE_CLEANUP_INTERVAL);
        this.cleaner = Thread.ofVirtual().name("verify-cleanup").unstarted(() -> cleanRegularly(interval));
        if (!interval.isZero()) {
            cleaner.start();
        }
    }

    @Override
    public Answer query(Address address) {
        String key = key(address);
        Verification entry;
        synchronized (this) {
            long now = clock.instant().getEpochSecond();
            Optional<Verification> known = store.find(key);
            boolean usable = known.isPresent() && (isProbing(known.get(), now) || !times.isExpired(known.get(), now));
            if (known.isPresent() && !usable && !negativeCache) {
                store.remove(key);
            }
            entry = usable ? known.get() : Verification.UNKNOWN;
            if (isProbing(entry, now) || !times.needsRefresh(entry, now)) {
                return answer(entry);
            }
            if (entry.updated() != 0 || negativeCache) {
                store.put(key, new Verification(entry.status(), now, entry.updated(), entry.text()));
            }
        }
        Thread.ofVirtual().name("verify-probe").start(() -> probe(address));
        return answer(entry);
    }

    private static Answer answer(Verification entry) {
        return new Answer(entry.status(), entry.text());
    }

    private static boolean isProbing(Verification entry, long now) {
        return now - entry.probed() <= PROBE_LIFETIME.toSeconds();
    }

    private void probe(Address address) {
        try {
            probing.probe(sender.now(), address);
        } catch (IOException e) {
            log.warning(PROGRAM, "probe for " + address + ": " + e.getMessage());
        }
    }

    /** An address that was found deliverable stays so until it expires: failures in between only make it be probed again. */
    @Override
    public synchronized boolean result(Address address, Status status, String text) {
        if (!negativeCache && status != Status.DELIVERABLE) {
            return false;
        }
        String key = key(address);
        boolean known =
                store.find(key).filter(e -> e.status() == Status.DELIVERABLE).isPresent();
        if (status == Status.DELIVERABLE || !known) {
            store.put(key, new Verification(status, 0, clock.instant().getEpochSecond(), printable(text)));
        }
        return true;
    }

    private static String key(Address address) {
        return address.toString().replace(':', '_');
    }

    private static String printable(String text) {
        return org.postjames.access.HostNames.printable(text, '?');
    }

    private void cleanRegularly(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                clean();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets what has expired. */
    synchronized void clean() {
        if (!store.isUsed()) {
            return;
        }
        long now = clock.instant().getEpochSecond();
        int before = store.all().size();
        for (Map.Entry<String, Verification> entry : store.all().entrySet()) {
            if (!isProbing(entry.getValue(), now) && times.isExpired(entry.getValue(), now)) {
                store.remove(entry.getKey());
            }
        }
        int after = store.all().size();
        store.compact();
        log.info(
                PROGRAM,
                "cache " + store.name() + " full cleanup: retained=" + after + " dropped=" + (before - after)
                        + " entries");
    }

    @Override
    public void close() {
        cleaner.interrupt();
        store.close();
    }
}
