package org.postjames.smtp.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How often each client address did one thing within the time unit that began with its first. // anvil(8) */
final class EventRate {
    private static final int REMEMBERED = 10_000;

    private static final class Count {
        private int events;
        private long since;
    }

    private final Map<String, Count> clients = new HashMap<>();
    private final long unit;

    /** @param unit {@code anvil_rate_time_unit} */
    EventRate(Duration unit) {
        this.unit = unit.toNanos();
    }

    /** Counts once more and tells how often it was. */
    synchronized int count(String address) {
        long now = System.nanoTime();
        if (clients.size() > REMEMBERED) {
            clients.values().removeIf(old -> now - old.since > unit);
        }
        Count count = clients.computeIfAbsent(address, a -> new Count());
        if (count.events == 0 || now - count.since > unit) {
            count.since = now;
            count.events = 0;
        }
        return ++count.events;
    }

    /** How often it was until now. */
    synchronized int current(String address) {
        Count count = clients.get(address);
        return count == null || System.nanoTime() - count.since > unit ? 0 : count.events;
    }
}
