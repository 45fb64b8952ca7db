package org.postjames.smtp.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;

/**
 * What each client of each service did of late, for the limits per client; the extremes are logged now and then. One for all services of a configuration snapshot. A
 * client is named {@code service:address}. // anvil(8)
 */
public final class Anvil implements AutoCloseable {
    private static final String PROGRAM = "anvil";
    private static final Parameter<Duration> ANVIL_STATUS_UPDATE_TIME = Parameter.time("anvil_status_update_time");
    /** How long a daemon stays without work; here it says only when anvil logs for the last time. */
    private static final Parameter<Duration> MAX_IDLE = Parameter.time("max_idle");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.US); // ctime(3)

    /** What is counted within a time unit, in the order of the log. */
    enum Event {
        CONNECTION,
        MESSAGE,
        RECIPIENT,
        NEWTLS,
        AUTH
    }

    /**
     * How long things are counted and told.
     *
     * @param unit rates are so many in this time, which begins with the first
     * @param statistics so often the extremes are logged; zero for never
     * @param idle so long after the last client they are logged, and all is forgotten; zero for never
     */
    record Times(Duration unit, Duration statistics, Duration idle) {}

    private static final class Client {
        private final Map<Event, Integer> rates = new EnumMap<>(Event.class);
        private int open;
        private long start;
    }

    private record Extreme(int value, String client, Instant when) {}

    private final Times times;
    private final MailLog log;
    private final Clock clock;
    private final Map<String, Client> clients = new HashMap<>();
    /** Clients without connections, and since when; the longest first. */
    private final Map<String, Long> idle = new LinkedHashMap<>();

    private final Map<Event, Extreme> rates = new EnumMap<>(Event.class);
    private @Nullable Extreme connections;
    private @Nullable Extreme cache;
    private int open;

    private final ScheduledThreadPoolExecutor timer;
    private @Nullable ScheduledFuture<?> statistics;
    private @Nullable ScheduledFuture<?> end;

    Anvil(Times times, MailLog log, Clock clock) {
        this.times = times;
        this.log = log;
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("anvil").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** The one of a configuration. */
    public static Anvil of(PostfixConfig config, MailLog log, Clock clock) {
        PostfixConfig own = config.forProgram(PROGRAM);
        Duration unit = own.get(SmtpdParameters.ANVIL_RATE_TIME_UNIT);
        Duration idle = own.get(MAX_IDLE).compareTo(unit) < 0 ? unit : own.get(MAX_IDLE);
        // an smtpd(8) keeps its connection to anvil(8) until it is idle itself
        return new Anvil(
                new Times(
                        unit,
                        own.get(ANVIL_STATUS_UPDATE_TIME),
                        config.get(MAX_IDLE).plus(idle)),
                log,
                clock);
    }

    /** One that counts and logs nothing. */
    static Anvil silent(Clock clock) {
        return new Anvil(
                new Times(Duration.ofSeconds(60), Duration.ZERO, Duration.ZERO),
                (program, severity, text) -> {},
                clock);
    }

    /** What a new connection makes of a client's counts. */
    record Counts(int open, int recent) {}

    synchronized Counts connected(String client) {
        begin();
        int recent = count(Event.CONNECTION, client);
        Client counted = known(client);
        idle.remove(client);
        open++;
        int now = ++counted.open;
        if (connections == null || now > connections.value()) {
            connections = new Extreme(now, client, clock.instant());
        }
        return new Counts(now, recent);
    }

    synchronized void disconnected(String client) {
        Client counted = clients.get(client);
        if (counted == null || counted.open == 0) {
            return;
        }
        open--;
        if (--counted.open == 0) {
            idle.put(client, seconds());
        }
        if (open == 0 && !times.idle().isZero() && !timer.isShutdown()) {
            end = timer.schedule(this::end, times.idle().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Counts once more, and tells how often it was in this time unit. */
    synchronized int count(Event event, String client) {
        Client counted = known(client);
        if (counted.start + times.unit().toSeconds() < seconds()) {
            counted.rates.clear();
            counted.start = seconds();
        }
        int value = counted.rates.merge(event, 1, Integer::sum);
        Extreme most = rates.get(event);
        if (most == null || value > most.value()) {
            rates.put(event, new Extreme(value, client, clock.instant()));
        }
        return value;
    }

    /** How often it was until now. */
    synchronized int current(Event event, String client) {
        Client counted = clients.get(client);
        return counted == null || counted.start + times.unit().toSeconds() < seconds()
                ? 0
                : counted.rates.getOrDefault(event, 0);
    }

    private Client known(String client) {
        Client counted = clients.get(client);
        if (counted == null) {
            forget();
            counted = new Client();
            counted.start = seconds();
            clients.put(client, counted);
            idle.put(client, seconds());
            if (cache == null || clients.size() > cache.value()) {
                cache = new Extreme(clients.size(), client, clock.instant());
            }
        }
        return counted;
    }

    /** Who has been away for a time unit is not remembered. */
    private void forget() {
        long old = seconds() - times.unit().toSeconds();
        for (Iterator<Map.Entry<String, Long>> i = idle.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<String, Long> first = i.next();
            if (first.getValue() > old) {
                return;
            }
            i.remove();
            clients.remove(first.getKey());
        }
    }

    private long seconds() {
        return clock.instant().getEpochSecond();
    }

    private void begin() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
        if (statistics == null && !times.statistics().isZero() && !timer.isShutdown()) {
            long interval = times.statistics().toMillis();
            statistics = timer.scheduleAtFixedRate(this::dump, interval, interval, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void end() {
        if (open > 0) {
            return;
        }
        dump();
        clients.clear();
        idle.clear();
        if (statistics != null) {
            statistics.cancel(false);
            statistics = null;
        }
    }

    /** Logs the extremes, and looks for new ones. // anvil_status_dump() */
    public synchronized void dump() {
        rate(Event.CONNECTION);
        Extreme most = connections;
        if (most != null) {
            log.info(
                    PROGRAM,
                    "statistics: max connection count " + most.value() + " for (" + most.client() + ") at "
                            + shown(most));
        }
        rate(Event.MESSAGE);
        rate(Event.RECIPIENT);
        rate(Event.NEWTLS);
        rate(Event.AUTH);
        Extreme largest = cache;
        if (largest != null) {
            log.info(PROGRAM, "statistics: max cache size " + largest.value() + " at " + shown(largest));
        }
        rates.clear();
        connections = null;
        cache = null;
    }

    private void rate(Event event) {
        Extreme most = rates.get(event);
        if (most != null) {
            log.info(
                    PROGRAM,
                    "statistics: max " + event.name().toLowerCase(Locale.ROOT) + " rate " + most.value() + "/"
                            + times.unit().toSeconds() + "s for (" + most.client() + ") at " + shown(most));
        }
    }

    private String shown(Extreme extreme) {
        return TIME.format(extreme.when().atZone(clock.getZone()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
