package org.postjames.tables;

import java.util.Optional;
import org.postjames.table.ClosableTable;
import org.postjames.table.QueryTemplates;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableUnavailableException;

/**
 * {@code ldap:}: the values of the result attributes of every entry that the filter finds below the base, joined by commas. A connection that is gone is
 * opened once more; what fails then, or otherwise, is warned of, and the table cannot answer now. // ldap_table(5)
 */
final class LdapTable implements ClosableTable {
    private final TableName name;
    private final TableContext context;
    private final LdapSettings settings;
    private final LdapServers servers;
    private final QueryTemplates templates;
    private final boolean dynamicBase;

    LdapTable(TableName name, TableContext context) throws TableUnavailableException {
        this.name = name;
        this.context = context;
        TableParameters parameters = TableParameters.of(name, context);
        servers = new LdapServers(name, parameters, context);
        settings = LdapSettings.read(name, parameters, context);
        templates = new QueryTemplates(name, context);
        dynamicBase = templates.addQuery(settings.searchBase());
        if (!templates.addQuery(settings.filter())) {
            context.warnings()
                    .accept("dict_ldap_open: " + name.name() + ": Fixed query_filter " + settings.filter()
                            + " is probably useless");
        }
        templates.addResult(settings.resultFormat());
        templates.filter(parameters);
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        String folded = context.fold(key);
        if (Utf8.decode(folded).isEmpty() || !templates.accepts(folded)) {
            return Optional.empty();
        }
        return new LdapLookup(settings, servers, templates, context, folded).result(dynamicBase);
    }

    @Override
    public void close() {
        servers.close();
    }
}
