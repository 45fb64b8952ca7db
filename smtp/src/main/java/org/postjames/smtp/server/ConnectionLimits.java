package org.postjames.smtp.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How many connections each client has, and how many it made of late. // anvil(8) */
final class ConnectionLimits {
    private static final class Count {
        private int open;
        private int made;
        private long since;
    }

    private final Map<String, Count> clients = new HashMap<>();
    private final long unit;

    ConnectionLimits(Duration unit) {
        this.unit = unit.toNanos();
    }

    /** What a new connection makes of a client's counts. */
    record Counts(int open, int recent) {}

    synchronized Counts connected(String address) {
        long now = System.nanoTime();
        Count count = clients.computeIfAbsent(address, a -> new Count());
        if (now - count.since > unit || count.made == 0) {
            count.since = now;
            count.made = 0;
        }
        count.made++;
        count.open++;
        return new Counts(count.open, count.made);
    }

    synchronized void disconnected(String address) {
        Count count = clients.get(address);
        if (count != null && --count.open <= 0 && System.nanoTime() - count.since > unit) {
            clients.remove(address);
        }
        if (clients.size() > 10_000) {
            clients.values().removeIf(c -> c.open <= 0);
        }
    }
}
