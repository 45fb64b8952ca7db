package org.postjames.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answer;
import org.postjames.dns.DnsUnavailableException;
import org.postjames.rewrite.MidnaDomain;
import org.postjames.table.TableUnavailableException;

/**
 * {@code check_…_mx_access}, {@code check_…_ns_access} and {@code check_…_a_access}: by the hosts that serve a name, and by their addresses. They may refuse but
 * never permit, because everyone can name a host. // check_server_access()
 */
record CheckServerAccess(
        String keyword, Judged judged, DnsResolver.Type type, TableRestriction access, RestrictionContext context)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        String name = judged.of(facts);
        if (name == null) {
            return Verdict.Plain.DUNNO;
        }
        String shown = judged == Judged.CLIENT ? facts.client().nameAndAddress() : name;
        return new Verdict.NeverOk(new Search(facts, name, shown).verdict(), keyword, name);
    }

    /** One search: the first host or address that the table knows decides. */
    private final class Search {
        private final SmtpdFacts facts;
        private final String name;
        private final String shown;

        Search(SmtpdFacts facts, String name, String shown) {
            this.facts = facts;
            this.name = name;
            this.shown = shown;
        }

        Verdict verdict() {
            String domain = Judged.domain(name);
            if (domain.startsWith("[")) {
                return literal(domain);
            }
            domain = MidnaDomain.toAscii(domain, warning -> {}).orElse(domain);
            for (Answer server : servers(domain)) {
                Verdict verdict = server(server.data());
                if (verdict != null) {
                    return verdict;
                }
            }
            return Verdict.Plain.DUNNO;
        }

        /** An address literal is its own MX host; it has no name server. */
        private Verdict literal(String domain) {
            String inner = domain.endsWith("]") ? domain.substring(1, domain.length() - 1) : "";
            if (type == DnsResolver.Type.NS || !HostNames.isMailHostAddress(inner)) {
                return Verdict.Plain.DUNNO;
            }
            boolean tagged = inner.regionMatches(true, 0, "IPv6:", 0, 5);
            Verdict verdict = address(tagged ? inner.substring(5) : inner);
            return verdict == null ? Verdict.Plain.DUNNO : verdict;
        }

        private List<Answer> servers(String domain) {
            if (type == DnsResolver.Type.A) {
                return List.of(new Answer(domain, 0));
            }
            String asked = domain;
            DomainLookup found = DomainLookup.of(context, asked, type);
            if (found.status() == DomainLookup.Status.NOT_FOUND && type == DnsResolver.Type.MX) {
                return List.of(new Answer(domain, 0)); // its own mail server
            }
            while (found.status() == DomainLookup.Status.NOT_FOUND && parent(asked) != null) {
                asked = String.valueOf(parent(asked));
                found = DomainLookup.of(context, asked, type);
            }
            if (found.status() != DomainLookup.Status.OK && found.status() != DomainLookup.Status.NULL_MX) {
                boolean atTop = found.status() == DomainLookup.Status.NOT_FOUND;
                context.warn("Unable to look up " + type + " host for " + (atTop ? name : asked) + ": "
                        + found.shortReason());
            }
            return found.records();
        }

        private static @Nullable String parent(String domain) {
            int dot = domain.indexOf('.');
            return dot < 0 || dot + 1 == domain.length() ? null : domain.substring(dot + 1);
        }

        private @Nullable Verdict server(String host) {
            if (HostNames.isHostAddress(host)) {
                return address(host);
            }
            if (type != DnsResolver.Type.A) {
                Verdict verdict = find(host, table -> table.domain(host));
                if (verdict != null) {
                    return verdict;
                }
            }
            for (String address : addresses(host)) {
                Verdict verdict = address(address);
                if (verdict != null) {
                    return verdict;
                }
            }
            return null;
        }

        private List<String> addresses(String host) {
            List<String> protocols = context.config().get(GlobalParameters.INET_PROTOCOLS);
            boolean all = protocols.contains("all");
            String problem;
            try {
                List<String> found = context.dns()
                        .addresses(host, all || protocols.contains("ipv4"), all || protocols.contains("ipv6"));
                if (!found.isEmpty()) {
                    return found;
                }
                problem = context.dns().lookup(host, DnsResolver.Type.A).status() == DnsResolver.Answers.Status.NODATA
                        ? "No address associated with hostname"
                        : "Name or service not known";
            } catch (DnsUnavailableException e) {
                problem = "Temporary failure in name resolution";
            }
            if (type != DnsResolver.Type.A) {
                context.warn("Unable to look up " + type + " host " + host + " for " + judged.replyClass() + " " + shown
                        + ": " + problem);
            }
            return List.of();
        }

        private @Nullable Verdict address(String address) {
            return find(address, table -> table.network(address));
        }

        /** Null if the table does not know the key; {@code DUNNO} in the table ends the search. */
        private @Nullable Verdict find(String key, TableRestriction.Search search) {
            Optional<Verdict> found = access.find(facts, key, shown, judged.replyClass(), search);
            return found.orElse(null);
        }
    }
}
