package org.postjames.tables;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ssl.WrappedFactory;

/** Gives the driver for {@code pgsql:} the certificates of the table that connects just now; the driver finds it by its name. */
public final class PgsqlTls extends WrappedFactory {
    private static final ScopedValue<TableTls> TLS = ScopedValue.newInstance();

    /** For the driver, which makes one for each connection. */
    public PgsqlTls() {
        super();
        factory = TLS.get().context().getSocketFactory();
    }

    /** Connects with these certificates. */
    static Connection through(TableTls tls, SqlHost.Connector connector) throws SQLException {
        return ScopedValue.where(TLS, tls).call(connector::connect);
    }
}
