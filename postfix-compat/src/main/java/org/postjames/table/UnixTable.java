package org.postjames.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code unix:passwd.byname}, {@code unix:group.byname}: the answer is the whole line. // dict_unix.c */
// Postfix differs: reads /etc/passwd and /etc/group instead of asking NSS, because the JDK cannot; accounts that only
// LDAP or NIS know are not found
final class UnixTable {
    private UnixTable() {}

    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        Path file =
                switch (name.name()) {
                    case "passwd.byname" -> Path.of("/etc/passwd");
                    case "group.byname" -> Path.of("/etc/group");
                    default -> throw new TableUnavailableException("unknown table: " + name);
                };
        return new WatchedTable(name, List.of(file), () -> read(name, file, context), context);
    }

    private static LookupTable read(TableName name, Path file, TableContext context) throws TableUnavailableException {
        Map<String, String> map = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.charAt(0) != '#') {
                    map.putIfAbsent(line.substring(0, colon), line);
                }
            }
        } catch (IOException e) {
            throw new TableUnavailableException("open " + file + ": " + TextLines.reason(e), e);
        }
        return new MapTable(name, map, context);
    }
}
