package org.postjames.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What becomes of master.cf's daemons here, read from {@code services.tsv}: {@code honoured}, {@code not-yet} or {@code no-meaning: reason}. */
final class ServiceTable {
    private static final Map<String, String> STATUSES = read();

    private ServiceTable() {}

    static Optional<String> status(String command) {
        return Optional.ofNullable(STATUSES.get(command));
    }

    private static Map<String, String> read() {
        Map<String, String> statuses = new HashMap<>();
        try (InputStream in = ServiceTable.class.getResourceAsStream("services.tsv")) {
            if (in == null) {
                throw new IllegalStateException("services.tsv is not on the class path");
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int tab = line.indexOf('\t');
                if (tab > 0 && !line.startsWith("#")) {
                    statuses.put(line.substring(0, tab), line.substring(tab + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return statuses;
    }
}
