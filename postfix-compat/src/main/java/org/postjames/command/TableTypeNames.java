package org.postjames.command;

import java.util.Map;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Tables;

/** The names of the table types that this installation opens, for {@code postconf -m}. */
final class TableTypeNames {
    private TableTypeNames() {}

    /** One name per line, in order. */
    static String lines() {
        try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warning -> {}, false)) {
            StringBuilder lines = new StringBuilder();
            for (String name : tables.typeNames()) {
                lines.append(name).append('\n');
            }
            return lines.toString();
        }
    }
}
