package org.postjames.smtp.client.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postjames.access.HostNames;
import org.postjames.config.Parameter;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Finds a server's policy: in {@code smtp_tls_policy_maps} or {@code smtp_tls_per_site}, else in main.cf. What is not understood is an exception, never a weaker
 * policy. // smtp_tls_policy.c
 */
public final class TlsPolicies {
    private final TlsSettings settings;
    private final Maps policies;
    private final Maps sites;
    private final Consumer<String> warnings;

    public TlsPolicies(TlsSettings settings, Tables tables, Consumer<String> warnings) {
        this.settings = settings;
        this.warnings = warnings;
        policies = tables.maps(settings.get(ClientTlsParameters.SMTP_TLS_POLICY_MAPS));
        sites = tables.maps(settings.get(ClientTlsParameters.SMTP_TLS_PER_SITE));
        if (!policies.isEmpty() && !sites.isEmpty()) {
            warnings.accept(name(ClientTlsParameters.SMTP_TLS_PER_SITE) + " ignored when "
                    + name(ClientTlsParameters.SMTP_TLS_POLICY_MAPS) + " is not empty.");
        }
        String level = settings.get(ClientTlsParameters.SMTP_TLS_SECURITY_LEVEL);
        if (SecurityLevel.of(level).filter(SecurityLevel::isDane).isPresent()) {
            // Postfix differs: dane and dane-only look for TLSA records, because its resolver can tell which answers
            // DNSSEC protects; ours cannot yet, and mail waits
            warnings.accept(name(ClientTlsParameters.SMTP_TLS_SECURITY_LEVEL) + " = " + level
                    + " is not supported here; mail will be deferred");
        }
    }

    private String name(Parameter<?> parameter) {
        return settings.own(parameter).name();
    }

    /**
     * @param destination the next hop as it was written: {@code example.com}, {@code [host]:587}, or a socket's path
     * @param host the server
     */
    public TlsPolicy find(String destination, String host) throws InvalidPolicyException {
        PolicyEntry entry = PolicyEntry.none();
        SecurityLevel level = global();
        if (!policies.isEmpty()) {
            Optional<PolicyEntry> found = lookup(destination);
            if (found.isPresent()) {
                entry = found.get();
                level = entry.level();
            }
        } else if (!sites.isEmpty()) {
            SecurityLevel site = site(null, destination, "next-hop destination");
            if (!destination.equalsIgnoreCase(host)) {
                site = site(site, host, "server hostname");
            }
            if (site != null && (site != SecurityLevel.MAY || level == SecurityLevel.NONE)) {
                level = site;
            }
        }
        if (level.isDane()) {
            warnings.accept(destination + ": " + level + " configured, but no requisite library support");
            throw new InvalidPolicyException();
        }
        return level == SecurityLevel.NONE ? TlsPolicy.NONE : policy(level, entry, destination);
    }

    private SecurityLevel global() throws InvalidPolicyException {
        String text = settings.get(ClientTlsParameters.SMTP_TLS_SECURITY_LEVEL);
        if (!text.isEmpty()) {
            Optional<SecurityLevel> level = SecurityLevel.of(text);
            if (level.isEmpty()) {
                // Postfix differs: smtp(8) dies of it and the mail waits for a transport, because a process may; here
                // only
                // the mail waits
                warnings.accept("invalid tls security level: \"" + text + "\"");
                throw new InvalidPolicyException();
            }
            return level.get();
        }
        if (settings.get(ClientTlsParameters.SMTP_ENFORCE_TLS)) {
            return settings.get(ClientTlsParameters.SMTP_TLS_ENFORCE_PEERNAME)
                    ? SecurityLevel.VERIFY
                    : SecurityLevel.ENCRYPT;
        }
        return settings.get(ClientTlsParameters.SMTP_USE_TLS) ? SecurityLevel.MAY : SecurityLevel.NONE;
    }

    /** {@code example.com} is also looked up as {@code .com}; other forms are not. */
    private Optional<PolicyEntry> lookup(String destination) throws InvalidPolicyException {
        boolean parents = HostNames.isHostName(destination);
        String key = destination;
        while (true) {
            String where = name(ClientTlsParameters.SMTP_TLS_POLICY_MAPS) + ", next-hop destination \"" + key + "\"";
            Optional<String> found;
            try {
                found = policies.find(key);
            } catch (TableUnavailableException e) {
                warnings.accept(where + ": policy table lookup error");
                throw new InvalidPolicyException();
            }
            if (found.isPresent()) {
                return Optional.of(PolicyEntry.parse(found.get(), where, warnings));
            }
            int dot = parents ? key.indexOf('.', 1) : -1;
            if (dot < 0) {
                return Optional.empty();
            }
            key = key.substring(dot);
        }
    }

    /** The stronger demand of two counts; only NONE takes the place of MAY. // tls_site_lookup() */
    private @Nullable SecurityLevel site(@Nullable SecurityLevel before, String key, String kind)
            throws InvalidPolicyException {
        String table = name(ClientTlsParameters.SMTP_TLS_PER_SITE);
        Optional<String> found;
        try {
            found = sites.find(key);
        } catch (TableUnavailableException e) {
            warnings.accept(table + ": " + kind + " \"" + key + "\": per-site table lookup error");
            throw new InvalidPolicyException("4.3.0", "Temporary lookup error");
        }
        if (found.isEmpty()) {
            return before;
        }
        int rank = before == null ? -1 : before.ordinal();
        return switch (found.get().toUpperCase(Locale.ROOT)) {
            case "NONE" -> rank <= SecurityLevel.MAY.ordinal() ? SecurityLevel.NONE : before;
            case "MAY" -> before == null ? SecurityLevel.MAY : before;
            case "MUST_NOPEERMATCH" -> rank < SecurityLevel.ENCRYPT.ordinal() ? SecurityLevel.ENCRYPT : before;
            case "MUST" -> SecurityLevel.VERIFY;
            default -> {
                warnings.accept(table + ": unknown TLS policy '" + found.get() + "' for " + kind + " " + key);
                throw new InvalidPolicyException();
            }
        };
    }

    private TlsPolicy policy(SecurityLevel level, PolicyEntry entry, String destination) throws InvalidPolicyException {
        boolean may = level == SecurityLevel.MAY;
        List<String> protocols = entry.protocols != null
                ? entry.protocols
                : settings.get(
                        may
                                ? ClientTlsParameters.SMTP_TLS_PROTOCOLS
                                : ClientTlsParameters.SMTP_TLS_MANDATORY_PROTOCOLS);
        String grade = entry.ciphers != null
                ? entry.ciphers
                : settings.get(
                        may ? ClientTlsParameters.SMTP_TLS_CIPHERS : ClientTlsParameters.SMTP_TLS_MANDATORY_CIPHERS);
        List<String> fingerprints = List.of();
        if (level == SecurityLevel.FINGERPRINT) {
            fingerprints = fingerprints(entry);
            if (fingerprints.isEmpty()) {
                warnings.accept("nexthop domain " + destination
                        + ": configured at fingerprint security level, but with no fingerprints to match.");
                throw new InvalidPolicyException();
            }
        }
        List<String> match = List.of();
        Optional<TrustAnchors> anchors = Optional.empty();
        if (level.mustBeSigned()) {
            match = entry.match.isEmpty() ? match(level) : List.copyOf(entry.match);
            List<String> files = entry.anchorFiles.isEmpty()
                    ? settings.get(ClientTlsParameters.SMTP_TLS_TRUST_ANCHOR_FILE)
                    : entry.anchorFiles;
            anchors = PolicyEntry.anchors(files, warnings);
        }
        return new TlsPolicy(
                level,
                List.copyOf(protocols),
                grade,
                exclusions(entry, may),
                serverName(entry),
                match,
                fingerprints,
                anchors,
                entry.connectionReuse != null
                        ? entry.connectionReuse
                        : settings.get(ClientTlsParameters.SMTP_TLS_CONNECTION_REUSE));
    }

    private List<String> exclusions(PolicyEntry entry, boolean may) {
        if (entry.exclude != null) {
            return List.copyOf(entry.exclude);
        }
        List<String> exclusions = new ArrayList<>(settings.get(ClientTlsParameters.SMTP_TLS_EXCLUDE_CIPHERS));
        if (!may) {
            exclusions.addAll(settings.get(ClientTlsParameters.SMTP_TLS_MANDATORY_EXCLUDE_CIPHERS));
        }
        return List.copyOf(exclusions);
    }

    private String serverName(PolicyEntry entry) throws InvalidPolicyException {
        if (entry.serverName != null) {
            return entry.serverName;
        }
        String name = settings.get(ClientTlsParameters.SMTP_TLS_SERVERNAME);
        if (!name.isEmpty() && !HostNames.isHostName(name)) {
            warnings.accept("\"" + name(ClientTlsParameters.SMTP_TLS_SERVERNAME) + " = " + name
                    + "\" specifies an invalid hostname");
            throw new InvalidPolicyException();
        }
        return name;
    }

    private List<String> match(SecurityLevel level) {
        List<String> words = settings.get(
                level == SecurityLevel.VERIFY
                        ? ClientTlsParameters.SMTP_TLS_VERIFY_CERT_MATCH
                        : ClientTlsParameters.SMTP_TLS_SECURE_CERT_MATCH);
        return words.stream()
                .flatMap(word -> PolicyEntry.split(word, ":").stream())
                .toList();
    }

    /** Hex digits with or without colons; what is none is said and left out. */
    private List<String> fingerprints(PolicyEntry entry) {
        List<String> values =
                entry.match.isEmpty() ? settings.get(ClientTlsParameters.SMTP_TLS_FINGERPRINT_CERT_MATCH) : entry.match;
        List<String> good = new ArrayList<>();
        for (String value : values) {
            if (value.matches("[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2})*")) {
                good.add(value.replace(":", "").toLowerCase(Locale.ROOT));
            } else {
                warnings.accept("malformed fingerprint value: " + value);
            }
        }
        return List.copyOf(good);
    }
}
