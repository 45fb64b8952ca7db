package org.postjames.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.config.Parameter;
import org.postjames.table.TableUnavailableException;

/** The search orders of access(5) over one table. */
final class AccessTable {
    private static final Parameter<String> RECIPIENT_DELIMITER =
            org.postjames.config.GlobalParameters.RECIPIENT_DELIMITER;
    /** Tables of patterns see only the complete name or address, never its parts. */
    private static final Set<String> PATTERN_TYPES = Set.of("regexp", "pcre", "cidr");

    private final String name;
    private final RestrictionContext.AccessMap map;
    private final boolean patterns;
    private final boolean parentWithoutDot;
    private final String delimiters;

    AccessTable(String name, RestrictionContext context) {
        this.name = name;
        this.map = context.maps().open(name);
        this.patterns = PATTERN_TYPES.contains(name.substring(0, Math.max(0, name.indexOf(':'))));
        this.parentWithoutDot = context.config()
                .get(AccessParameters.PARENT_DOMAIN_MATCHES_SUBDOMAINS)
                .contains("smtpd_access_maps");
        this.delimiters = context.config().get(RECIPIENT_DELIMITER);
    }

    /** {@code type:name}. */
    String name() {
        return name;
    }

    Optional<String> exact(String key) throws TableUnavailableException {
        return map.find(key);
    }

    /** The name, then its parent domains. // check_domain_access() */
    Optional<String> domain(String domain) throws TableUnavailableException {
        boolean numeric = HostNames.isHostAddress(domain);
        String key = domain;
        while (!key.isEmpty()) {
            Optional<String> found = find(key, key.length() < domain.length());
            int next = key.indexOf('.', 1);
            if (found.isPresent() || numeric || next < 0) {
                return found;
            }
            key = key.substring(parentWithoutDot ? next + 1 : next);
        }
        return Optional.empty();
    }

    /** The address, then its networks on octet (IPv6: field) boundaries. // access(5): a network prefix matches on octet boundaries */
    Optional<String> network(String address) throws TableUnavailableException {
        char delimiter = address.indexOf(':') >= 0 ? ':' : '.';
        String key = address;
        while (true) {
            Optional<String> found = find(key, key.length() < address.length());
            int cut = key.lastIndexOf(delimiter);
            if (found.isPresent() || cut < 0) {
                return found;
            }
            key = key.substring(0, cut);
        }
    }

    /** {@code user+ext@domain}, {@code user@domain}, {@code domain} and its parents, {@code user+ext@}, {@code user@}. // check_mail_access() */
    Optional<String> mail(Address address) throws TableUnavailableException {
        Optional<String> found = map.find(address.toString());
        if (found.isPresent() || patterns) {
            return found;
        }
        String base = base(address.localPart());
        boolean extended = base.length() < address.localPart().length();
        List<String> keys = new ArrayList<>();
        if (extended) {
            keys.add(base + "@" + address.domain());
        }
        for (String domain = address.domain(); !domain.isEmpty(); ) {
            keys.add(domain);
            int next = domain.indexOf('.', 1);
            domain = next < 0 ? "" : domain.substring(parentWithoutDot ? next + 1 : next);
        }
        keys.add(address.localPart() + "@");
        if (extended) {
            keys.add(base + "@");
        }
        for (String key : keys) {
            found = map.find(key);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<String> find(String key, boolean partial) throws TableUnavailableException {
        return partial && patterns ? Optional.empty() : map.find(key);
    }

    private String base(String localPart) {
        for (int i = 1; i < localPart.length(); i++) {
            if (delimiters.indexOf(localPart.charAt(i)) >= 0) {
                return localPart.substring(0, i);
            }
        }
        return localPart;
    }
}
