package org.postjames.tables;

import java.sql.Connection;
import java.sql.SQLException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.tls.main.DefaultTlsSocketPlugin;

/** Gives the driver for {@code mysql:} the certificates of the table that connects just now; the driver finds it by its type. */
public final class MysqlTls extends DefaultTlsSocketPlugin {
    static final String TYPE = "postjames";

    private static final ScopedValue<TableTls> TLS = ScopedValue.newInstance();

    /** For the driver, which makes one for each connection. */
    public MysqlTls() {
        super();
    }

    /** Connects with these certificates. */
    static Connection through(TableTls tls, SqlHost.Connector connector) throws SQLException {
        return ScopedValue.where(TLS, tls).call(connector::connect);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public TrustManager[] getTrustManager(Configuration conf, ExceptionFactory exceptions, HostAddress host) {
        return TLS.get().trust();
    }

    @Override
    public KeyManager[] getKeyManager(Configuration conf, ExceptionFactory exceptions) {
        return TLS.get().keys();
    }
}
