package org.postjames.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One of a table's {@code hosts}, with its connections that nobody uses just now. After a failure it is left alone for a minute; a connection that was
 * idle for a minute is closed when the next is asked for. // dict_mysql.c, dict_pgsql.c: RETRY_CONN_INTV, IDLE_CONN_INTV
 */
final class SqlHost {
    private static final Duration REST = Duration.ofSeconds(60);

    /** Opens a connection. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    /** A connection, and how keys are quoted on it. */
    record Session(Connection connection, UnaryOperator<String> quote) {}

    private record Idle(Session session, long sinceMillis) {}

    private final String configured;
    private final boolean local;
    private final Connector connector;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private long downUntilMillis;

    /** @param local whether it is reached through a socket file: such hosts are tried first */
    SqlHost(String configured, boolean local, Connector connector) {
        this.configured = configured;
        this.local = local;
        this.connector = connector;
    }

    /** As in the table's settings, for messages. */
    String configured() {
        return configured;
    }

    boolean isLocal() {
        return local;
    }

    synchronized boolean isConnected() {
        return !idle.isEmpty();
    }

    synchronized boolean isUsable(InstantSource clock) {
        return clock.millis() > downUntilMillis;
    }

    Session take(InstantSource clock, SqlDialect dialect) throws SQLException {
        Session known = takeIdle(clock.millis());
        if (known != null) {
            return known;
        }
        Connection connection = connector.connect();
        try {
            return new Session(connection, dialect.quoting(connection));
        } catch (SQLException e) {
            close(connection);
            throw e;
        }
    }

    private synchronized @Nullable Session takeIdle(long now) {
        idle.removeIf(one -> {
            boolean old = now - one.sinceMillis >= REST.toMillis();
            if (old) {
                close(one.session.connection);
            }
            return old;
        });
        Idle newest = idle.pollLast();
        return newest == null ? null : newest.session;
    }

    synchronized void giveBack(Session session, InstantSource clock) {
        idle.addLast(new Idle(session, clock.millis()));
    }

    /** Closes all connections and leaves the host alone for a while. */
    synchronized void rest(InstantSource clock) {
        downUntilMillis = clock.millis() + REST.toMillis();
        close();
    }

    synchronized void close() {
        idle.forEach(one -> close(one.session.connection));
        idle.clear();
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            return; // it is gone already
        }
    }
}
