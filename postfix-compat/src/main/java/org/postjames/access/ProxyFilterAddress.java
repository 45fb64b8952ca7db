package org.postjames.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;
import org.postjames.table.ServiceAddress;

/**
 * Where a before-queue filter listens: {@code host:port}, {@code port}, {@code inet:…} or {@code unix:path}, a path being relative to the queue directory.
 * // smtpd_proxy_connect()
 */
public record ProxyFilterAddress(ServiceAddress service) {
    /** The one word that {@code smtpd_proxy_options} may have. */
    public static final String SPEED_ADJUST = "speed_adjust";

    private static final String FILTER = "smtpd_proxy_filter";
    private static final String OPTIONS = "smtpd_proxy_options";

    /** @throws IllegalArgumentException with the words with which smtpd ends */
    public static ProxyFilterAddress parse(String text) {
        if (text.regionMatches(true, 0, "unix:", 0, 5)) {
            return new ProxyFilterAddress(ServiceAddress.parse("unix:" + text.substring(5)));
        }
        boolean prefixed = text.regionMatches(true, 0, "inet:", 0, 5);
        return new ProxyFilterAddress(ServiceAddress.inet(prefixed ? text.substring(5) : text));
    }

    /** Why a filter could never be asked: then all mail would be refused. */
    public static List<Diagnostic> check(PostfixConfig config) {
        String filter = config.value(FILTER).orElse("");
        List<Diagnostic> faults = new ArrayList<>();
        if (filter.isBlank()) {
            return faults;
        }
        try {
            parse(filter);
        } catch (IllegalArgumentException e) {
            // Postfix differs: smtpd ends with this as a fatal error at each message, because one process serves one
            // client; here it is said before a port opens
            faults.add(Diagnostic.fatal(origin(config, FILTER), FILTER + ": " + e.getMessage()));
        }
        String options = config.value(OPTIONS).orElse("");
        Optional<String> unknown = ValueSyntax.list(options).stream()
                .filter(word -> !word.equalsIgnoreCase(SPEED_ADJUST))
                .findFirst();
        unknown.ifPresent(word -> faults.add(Diagnostic.fatal(
                origin(config, OPTIONS), "unknown " + OPTIONS + " value \"" + word + "\" in \"" + options + "\"")));
        return faults;
    }

    private static Origin origin(PostfixConfig config, String parameter) {
        return config.origin(parameter)
                .orElse(new Origin(config.directory().resolve("main.cf").toString(), 0));
    }
}
