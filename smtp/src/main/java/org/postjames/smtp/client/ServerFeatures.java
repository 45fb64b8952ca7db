package org.postjames.smtp.client;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a server announced in its answer to EHLO. {@code sizeLimit} 0 means none was told. */
record ServerFeatures(
        String helo,
        boolean esmtp,
        boolean pipelining,
        boolean size,
        long sizeLimit,
        boolean eightBitMime,
        boolean startTls,
        boolean dsn,
        boolean smtputf8,
        Set<String> authMechanisms,
        Set<String> xforward) {
    static final ServerFeatures NONE =
            new ServerFeatures("", false, false, false, 0, false, false, false, false, Set.of(), Set.of());

    /** @param discarded the keywords of {@code smtp_discard_ehlo_keywords} */
    static ServerFeatures parse(ServerReply reply, boolean esmtp, List<String> discarded) {
        String helo = "";
        boolean pipelining = false;
        boolean size = false;
        long limit = 0;
        boolean eight = false;
        boolean tls = false;
        boolean dsn = false;
        boolean utf8 = false;
        Set<String> auth = Set.of();
        Set<String> xforward = Set.of();
        boolean first = true;
        for (String line : reply.lines().split("\n")) {
            String[] words = line.length() > 4 ? line.substring(4).strip().split("[ \t=]+") : new String[] {""};
            String keyword = words[0].toUpperCase(Locale.ROOT);
            if (first) {
                helo = words[0];
            } else if (discarded.stream().noneMatch(keyword::equalsIgnoreCase)) {
                switch (keyword) {
                    case "PIPELINING" -> pipelining = true;
                    case "8BITMIME" -> eight = true;
                    case "STARTTLS" -> tls = true;
                    case "DSN" -> dsn = true;
                    case "SMTPUTF8" -> utf8 = true;
                    case "AUTH" -> auth = words(line);
                    case "XFORWARD" -> xforward = words(line);
                    case "SIZE" -> {
                        size = true;
                        limit = words.length > 1 ? number(words[1]) : 0;
                    }
                    default -> {}
                }
            }
            first = false;
        }
        return esmtp
                ? new ServerFeatures(helo, true, pipelining, size, limit, eight || utf8, tls, dsn, utf8, auth, xforward)
                : new ServerFeatures(helo, false, false, false, 0, false, false, false, false, Set.of(), Set.of());
    }

    private static Set<String> words(String line) {
        return Set.copyOf(List.of(line.toUpperCase(Locale.ROOT).split("[ \t=]+")));
    }

    private static long number(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9' || value > Long.MAX_VALUE / 10 - 10) {
                return 0;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
