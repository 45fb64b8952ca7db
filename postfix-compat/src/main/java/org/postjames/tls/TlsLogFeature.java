package org.postjames.tls;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the log shows of a TLS session: each level, or word, of {@code smtpd_tls_loglevel} or {@code smtp_tls_loglevel} stands for some of these. // tls_log_mask() */
public enum TlsLogFeature {
    /** One line about what was negotiated. */
    SUMMARY,
    /** Why a certificate is not trusted. */
    UNTRUSTED,
    /** Names and fingerprints of the other side's certificate. */
    PEERCERT,
    /** The steps of the negotiation. */
    VERBOSE,
    /** Sessions that are taken up. */
    CACHE;

    /**
     * What a value asks for; nothing if one of its words is unknown.
     *
     * @param value a level, words, or both
     */
    public static Set<TlsLogFeature> of(String value) {
        EnumSet<TlsLogFeature> features = EnumSet.noneOf(TlsLogFeature.class);
        for (String word : words(value)) {
            features.addAll(meaning(word).orElse(Set.of()));
        }
        return unknown("", value).isPresent() ? Set.of() : Collections.unmodifiableSet(features);
    }

    /** The complaint about the first word of a parameter that means nothing. // name_mask_opt() */
    public static Optional<String> unknown(String parameter, String value) {
        for (String word : words(value)) {
            if (meaning(word).isEmpty()) {
                return Optional.of("unknown " + parameter + " value \"" + word + "\" in \"" + value + "\"");
            }
        }
        return Optional.empty();
    }

    private static String[] words(String value) {
        String trimmed = value.replaceAll("^[, \t\r\n]+", "");
        return trimmed.isEmpty() ? new String[0] : trimmed.split("[, \t\r\n]+");
    }

    // Postfix differs: from level 2 on it also shows OpenSSL's own steps (SSL_accept:, depth=, read from, write to),
    // the
    // bytes and the tickets, because OpenSSL calls back for each; Java's TLS does not tell of them
    private static Optional<Set<TlsLogFeature>> meaning(String word) {
        return Optional.ofNullable(
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "0", "none", "certmatch", "dane", "ssl-debug" -> Set.of();
                    case "ssl-handshake-packet-dump", "ssl-session-packet-dump" -> Set.of();
                    case "1", "routine" -> Set.of(SUMMARY);
                    case "2", "debug", "3", "ssl-expert", "4", "ssl-developer", "5", "6", "7", "8", "9" ->
                        Set.of(SUMMARY, VERBOSE, CACHE);
                    case "summary" -> Set.of(SUMMARY);
                    case "untrusted" -> Set.of(UNTRUSTED);
                    case "peercert" -> Set.of(PEERCERT);
                    case "verbose" -> Set.of(VERBOSE);
                    case "cache" -> Set.of(CACHE);
                    default -> null;
                });
    }
}
