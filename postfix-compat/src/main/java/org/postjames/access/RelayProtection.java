package org.postjames.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/**
 * Refuses to start a server whose restriction lists would let anyone relay through it.
 * // smtpd_check.c, has_required()
 */
public final class RelayProtection {
    private static final Set<String> REQUIRED = Set.of(
            "reject_unauth_destination",
            "defer_unauth_destination",
            "reject",
            "defer",
            "defer_if_permit",
            "check_relay_domains");

    private static final Set<String> SERVERS = Set.of("smtpd", "lmtpd");

    private RelayProtection() {}

    /** The fatal error, if neither list contains a restriction that stops relaying. */
    public static Optional<Diagnostic> check(PostfixConfig config) {
        boolean safe = isProtected(config, config.get(AccessParameters.SMTPD_RELAY_RESTRICTIONS), 0)
                || isProtected(config, config.get(AccessParameters.SMTPD_RECIPIENT_RESTRICTIONS), 0);
        return safe
                ? Optional.empty()
                : Optional.of(Diagnostic.fatal(
                        config.origin(AccessParameters.SMTPD_RELAY_RESTRICTIONS.name())
                                .or(() -> config.origin(AccessParameters.SMTPD_RECIPIENT_RESTRICTIONS.name()))
                                .orElse(new Origin(
                                        config.directory().resolve("main.cf").toString(), 0)),
                        "in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one"
                                + " working instance of: reject_unauth_destination, defer_unauth_destination,"
                                + " reject, defer, defer_if_permit or check_relay_domains"));
    }

    /** The fatal errors of all SMTP servers in master.cf, each with its own {@code -o} settings. */
    public static List<Diagnostic> checkServices(PostfixConfig config) {
        List<Diagnostic> faults = new ArrayList<>();
        for (MasterService service : config.services()) {
            if (SERVERS.contains(service.command())) {
                try {
                    PostfixConfig own = config.forService(service);
                    check(own).ifPresent(faults::add);
                    faults.addAll(ProxyFilterAddress.check(own));
                } catch (IllegalArgumentException e) {
                    continue; // a value that cannot be read is a fault of its own
                }
            }
        }
        return faults.stream().distinct().toList();
    }

    private static boolean isProtected(PostfixConfig config, List<String> words, int depth) {
        List<String> classes = config.get(AccessParameters.SMTPD_RESTRICTION_CLASSES);
        for (int i = 0; i < words.size(); i++) {
            String keyword = words.get(i).toLowerCase(Locale.ROOT);
            if (keyword.equals("warn_if_reject") && i + 1 < words.size()) {
                i++;
            } else if (keyword.equals("permit")) {
                return false;
            } else if (REQUIRED.contains(keyword)) {
                return true;
            } else if (depth < 10
                    && classes.contains(words.get(i))
                    && isProtected(
                            config, ValueSyntax.list(config.value(words.get(i)).orElse("")), depth + 1)) {
                return true;
            }
        }
        return false;
    }
}
