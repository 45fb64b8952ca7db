package org.postjames.table;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The connections to one server that nobody uses just now. Those that were idle too long or are too old are closed when the next is asked for or given back. */
public final class ServiceConnections implements AutoCloseable {
    private final ServiceAddress address;
    private final Duration timeout;
    private final Duration maximumIdle;
    private final Duration maximumAge;
    private final Deque<ServiceConnection> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param timeout of each single operation */
    public ServiceConnections(ServiceAddress address, Duration timeout, Duration maximumIdle, Duration maximumAge) {
        this.address = address;
        this.timeout = timeout;
        this.maximumIdle = maximumIdle;
        this.maximumAge = maximumAge;
    }

    ServiceAddress address() {
        return address;
    }

    /** One that was used before and is still good, or a new one. */
    public ServiceConnection take() throws IOException {
        ServiceConnection known = takeIdle();
        return known == null ? ServiceConnection.open(address, timeout) : known;
    }

    private synchronized @Nullable ServiceConnection takeIdle() {
        closeStale();
        return idle.pollLast();
    }

    /** It may be used again. */
    public synchronized void giveBack(ServiceConnection connection) {
        if (closed) {
            connection.close();
        } else {
            idle.addLast(connection);
            closeStale();
        }
    }

    private void closeStale() {
        idle.removeIf(connection -> {
            boolean stale = !connection.isFresh(maximumIdle, maximumAge);
            if (stale) {
                connection.close();
            }
            return stale;
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(ServiceConnection::close);
        idle.clear();
    }
}
