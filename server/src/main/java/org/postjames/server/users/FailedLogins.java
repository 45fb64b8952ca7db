package org.postjames.server.users;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How often clients have failed to log in, by their address (IPv6: by its first 64 bits, because one host may have all of the others). A failure is
 * answered late; a client with too many within the time unit is not heard until that has passed.
 */
public final class FailedLogins {
    /** Whose password is being checked, where James's own interfaces have no place for it. */
    public static final ScopedValue<String> CLIENT = ScopedValue.newInstance();

    /** How this client waits, where the thread that checks its password is not its own. */
    public static final ScopedValue<Pause> PAUSE = ScopedValue.newInstance();

    private static final int REMEMBERED = 10_000;
    private static final int IPV6_BYTES = 16;

    /**
     * @param delay before the answer to a wrong password
     * @param limit of failures within the unit; 0 is none
     */
    public record Rule(Duration delay, int limit, Duration unit) {}

    /** Waits, on the session's own virtual thread. */
    public interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    private static final class Count {
        private int failures;
        private long since;
    }

    private final Rule rule;
    private final Predicate<String> trusted;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private final Map<String, Count> clients = new HashMap<>();

    /** @param trusted client addresses that neither wait nor are counted: a webmail server speaks for many users */
    public FailedLogins(Rule rule, Predicate<String> trusted, LongSupplier nanoTime, Pause pause) {
        this.rule = rule;
        this.trusted = trusted;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** Nothing is counted. */
    static FailedLogins uncounted() {
        return new FailedLogins(
                new Rule(Duration.ZERO, 0, Duration.ZERO), client -> true, System::nanoTime, time -> {});
    }

    /** Whether the client has failed too often to be heard now. */
    public boolean refuses(String client) {
        if (rule.limit() <= 0 || trusted.test(client)) {
            return false;
        }
        synchronized (clients) {
            Count count = clients.get(key(client));
            return count != null && !isOver(count) && count.failures >= rule.limit();
        }
    }

    /** Counts a failure and waits. */
    public void failed(String client) {
        if (trusted.test(client)) {
            return;
        }
        count(key(client));
        if (!rule.delay().isZero()) {
            try {
                PAUSE.orElse(pause).sleep(rule.delay());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void count(String key) {
        synchronized (clients) {
            if (clients.size() > REMEMBERED) {
                clients.values().removeIf(this::isOver);
            }
            Count count = clients.computeIfAbsent(key, k -> new Count());
            if (count.failures == 0 || isOver(count)) {
                count.since = nanoTime.getAsLong();
                count.failures = 0;
            }
            count.failures++;
        }
    }

    private boolean isOver(Count count) {
        return nanoTime.getAsLong() - count.since > rule.unit().toNanos();
    }

    private static String key(String client) {
        if (client.indexOf(':') < 0) {
            return client;
        }
        try {
            byte[] address = InetAddress.ofLiteral(client).getAddress();
            return address.length == IPV6_BYTES ? HexFormat.of().formatHex(Arrays.copyOf(address, 8)) : client;
        } catch (IllegalArgumentException e) {
            return client;
        }
    }
}
