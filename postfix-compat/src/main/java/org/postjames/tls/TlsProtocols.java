package org.postjames.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code >=TLSv1.2, !TLSv1.3} and the like. // postconf(5) smtpd_tls_protocols */
public final class TlsProtocols {
    private static final List<String> ALL = List.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private TlsProtocols() {}

    /** The protocols in the JDK's names that remain; nothing if a word cannot be understood. */
    public static Optional<List<String>> enabled(List<String> words) {
        int low = 0;
        int high = ALL.size() - 1;
        List<String> included = new ArrayList<>();
        List<String> excluded = new ArrayList<>();
        for (String word : words) {
            String name = word.startsWith(">=") || word.startsWith("<=")
                    ? word.substring(2)
                    : word.startsWith("!") ? word.substring(1) : word;
            int index = index(name);
            if (index < 0) {
                return Optional.empty();
            }
            if (word.startsWith(">=")) {
                low = index;
            } else if (word.startsWith("<=")) {
                high = index;
            } else {
                (word.startsWith("!") ? excluded : included).add(ALL.get(index));
            }
        }
        List<String> enabled = new ArrayList<>();
        for (int i = Math.max(low, 2); i <= high; i++) { // the JDK has no SSL any more
            String name = ALL.get(i);
            if (!excluded.contains(name) && (included.isEmpty() || included.contains(name))) {
                enabled.add(name);
            }
        }
        return Optional.of(enabled);
    }

    private static int index(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        wanted = wanted.equals("tlsv1.0") ? "tlsv1" : wanted;
        for (int i = 0; i < ALL.size(); i++) {
            if (ALL.get(i).toLowerCase(Locale.ROOT).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }
}
