package org.postjames.smtp.server;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import org.postjames.log.MailLog;

/**
 * Whether a service that strangers can reach has had as many clients as it may have: then, and for a while after, new sessions see {@code stress=yes}. // master_avail.c,
 * STRESS_README
 */
final class Stress {
    private static final String PROGRAM = "master";
    private static final long WHILE = 1000; // seconds

    private final String service;
    private final int limit;
    private final MailLog log;
    private final Clock clock;
    private boolean open;
    private String canonical = "";
    private int busy;
    private Instant until = Instant.MIN;
    private Instant warned = Instant.MIN;

    /**
     * @param service its name in master.cf
     * @param limit how many sessions there may be; 0 for any number
     */
    Stress(String service, int limit, MailLog log, Clock clock) {
        this.service = service;
        this.limit = limit;
        this.log = log;
        this.clock = clock;
    }

    /** The service listens where not only programs of this host can connect. // MASTER_FLAG_LOCAL_ONLY */
    synchronized void reachable(InetSocketAddress address) {
        open = true;
        String port = Integer.toString(address.getPort());
        canonical = service.indexOf(':') < 0
                ? port
                : "[" + ClientNames.text(address.getAddress()) + "]:" + port; // master_ent.c
    }

    /** What an earlier server of the same service has seen, stays. */
    void continues(Stress earlier) {
        Instant itsEnd;
        Instant itsWarning;
        synchronized (earlier) {
            itsEnd = earlier.until;
            itsWarning = earlier.warned;
        }
        synchronized (this) {
            until = itsEnd.isAfter(until) ? itsEnd : until;
            warned = itsWarning.isAfter(warned) ? itsWarning : warned;
        }
    }

    /** A session begins. @return whether under stress */
    synchronized boolean begin() {
        busy++;
        if (!open || limit <= 1) {
            return false;
        }
        Instant now = clock.instant();
        if (busy >= limit) {
            until = now.plusSeconds(WHILE);
            if (warned.isBefore(now.minusSeconds(WHILE))) {
                warned = now;
                warn();
            }
        }
        return until.isAfter(now);
    }

    synchronized void end() {
        busy--;
    }

    private void warn() {
        log.warning(
                PROGRAM,
                "service \"" + service + "\" (" + canonical + ") has reached its process limit \"" + limit
                        + "\": new clients may experience noticeable delays");
        log.warning(
                PROGRAM,
                "to avoid this condition, increase the process count in master.cf or reduce the service time per client");
        log.warning(
                PROGRAM,
                "see http://www.postfix.org/STRESS_README.html for examples of stress-adapting configuration settings");
    }
}
