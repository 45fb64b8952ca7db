package org.postjames.smtp.server.tls;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.postjames.config.PostfixConfig;

/** Whether clients may take up an earlier TLS session, and for how long. // tls_server.c: tls_server_init() */
final class SessionResumption {
    private static final int LONGEST = 604_800; // RFC 8446 4.6.1: seven days
    private static final Set<String> TICKET_CIPHERS = Set.of(
            "aes-128-cbc",
            "aes-192-cbc",
            "aes-256-cbc",
            "aria-128-cbc",
            "aria-192-cbc",
            "aria-256-cbc",
            "camellia-128-cbc",
            "camellia-192-cbc",
            "camellia-256-cbc",
            "sm4-cbc",
            "seed-cbc");
    private static final long NO_TICKET = 1L << 14; // ssl.h
    /** What the words of tls_ssl_options mean here: whether Java has nothing else. */
    private static final Map<String, Boolean> OPTIONS = Map.of(
            "NO_TICKET",
            true,
            "NO_COMPRESSION",
            true,
            "NO_SESSION_RESUMPTION_ON_RENEGOTIATION",
            false,
            "LEGACY_SERVER_CONNECT",
            true, // it is about clients
            "NO_RENEGOTIATION",
            false,
            "PRIORITIZE_CHACHA",
            false,
            "ENABLE_MIDDLEBOX_COMPAT",
            true);

    private final boolean possible;
    private final Duration timeout;

    /** @param warnings takes a parameter's name and what is wrong with it */
    SessionResumption(PostfixConfig config, BiConsumer<String, String> warnings) {
        timeout = config.get(TlsParameters.SMTPD_TLS_SESSION_CACHE_TIMEOUT);
        boolean cached =
                !config.get(TlsParameters.SMTPD_TLS_SESSION_CACHE_DATABASE).isEmpty();
        String cipher = config.get(TlsParameters.TLS_SESSION_TICKET_CIPHER);
        boolean tickets = options(config.get(TlsParameters.TLS_SSL_OPTIONS), warnings) && !cipher.isEmpty();
        // Postfix differs: tickets are encrypted with the cipher of this name, because OpenSSL lets it; Java's are
        // always AES-256-GCM
        if (tickets && !timeout.isZero() && !TICKET_CIPHERS.contains(cipher.toLowerCase(Locale.ROOT))) {
            warnings.accept(
                    TlsParameters.TLS_SESSION_TICKET_CIPHER.name(),
                    TlsParameters.TLS_SESSION_TICKET_CIPHER.name() + ": invalid value: " + cipher
                            + "; session tickets disabled");
            tickets = false;
        }
        // Postfix differs: with a session cache but without tickets a session is found by its number, because the cache
        // is a table; Java keeps sessions in tickets whenever the client takes them
        possible = (cached || tickets) && !timeout.isZero();
    }

    /** Whether tickets are allowed by {@code tls_ssl_options}; complains about what Java cannot do. */
    private static boolean options(List<String> words, BiConsumer<String, String> warnings) {
        boolean tickets = true;
        Set<String> without = new TreeSet<>();
        for (String word : words) {
            String name = word.toUpperCase(Locale.ROOT);
            if (name.matches("0X[0-9A-F]{1,15}")) {
                long bits = Long.parseLong(name.substring(2), 16);
                tickets &= (bits & NO_TICKET) == 0;
                if (bits != NO_TICKET) {
                    without.add(word);
                }
            } else if (!OPTIONS.containsKey(name)) {
                warnings.accept(
                        TlsParameters.TLS_SSL_OPTIONS.name(),
                        "unknown tls_ssl_options value \"" + word + "\" in \"" + String.join(" ", words) + "\"");
            } else {
                tickets &= !name.equals("NO_TICKET");
                if (!OPTIONS.get(name)) {
                    without.add(word);
                }
            }
        }
        if (!without.isEmpty()) {
            // Postfix differs: renegotiation can be switched off, and ChaCha20 preferred, because OpenSSL has switches
            // for it; Java has none for one server, and what it cannot do is said
            warnings.accept(TlsParameters.TLS_SSL_OPTIONS.name(), "no effect here: " + String.join(", ", without));
        }
        return tickets;
    }

    /** Without it each session needs a context of its own. */
    // Postfix differs: it hands out no tickets then, because OpenSSL has a switch; ours are useless, as nobody can read
    // them
    boolean possible() {
        return possible;
    }

    void configure(SSLContext context) {
        // with more than seven days Java 25 promises tickets in TLS 1.2 and sends none, and clients give up
        context.getServerSessionContext().setSessionTimeout((int) Math.clamp(timeout.toSeconds(), 1, LONGEST));
    }
}
