package org.postjames.tables;

import java.util.List;
import org.postjames.table.LookupTable;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableType;
import org.postjames.table.TableUnavailableException;

/** {@code ldap:}, tables in an LDAP directory. // ldap_table(5) */
public final class LdapTableType implements TableType {
    @Override
    public List<String> names() {
        return List.of("ldap");
    }

    @Override
    public LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        return new LdapTable(name, context);
    }
}
