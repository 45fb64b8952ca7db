package org.postjames.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableUnavailableException;

/** What {@code mysql:} and {@code pgsql:} do not have in common. */
interface SqlDialect {
    /** {@code mysql} or {@code pgsql}, also in messages. */
    String name();

    /** Where the configured host is, and how to connect to it. */
    SqlHost host(String configured, TableParameters parameters) throws TableUnavailableException;

    /** The query of a table that has no {@code query}. */
    String defaultQuery(TableParameters parameters) throws TableUnavailableException;

    /** Makes a part of a key harmless between quotes, as this connection's server reads them. */
    UnaryOperator<String> quoting(Connection connection) throws SQLException;

    /** The text that the server gets for bytes. */
    String toServer(String bytes);

    /** The bytes of the server's text. @throws SQLException if there are none */
    String fromServer(String text) throws SQLException;

    /** Postfix's warning when a query failed. */
    String queryFailed(TableName table, String host, String reason);
}
