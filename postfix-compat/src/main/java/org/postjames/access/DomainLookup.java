package org.postjames.access;

import java.util.List;
import java.util.Optional;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answer;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.dns.DnsUnavailableException;

/**
 * What one or several DNS lookups for a name say together.
 *
 * @param records only with {@code OK}
 * @param reason why there are none, with name and type; empty with {@code OK}
 */
record DomainLookup(Status status, List<Answer> records, String reason) {
    /** The outcomes, the more important one later: when no type is found, the last of them counts. // dns.h */
    enum Status {
        POLICY,
        NOT_FOUND,
        NULL_MX,
        RETRY,
        INVALID,
        OK
    }

    /** One type. Names that cannot be host names do not exist. // dns_lookup.c */
    static DomainLookup of(RestrictionContext context, String name, DnsResolver.Type type) {
        if (!HostNames.isHostName(name) || HostNames.isHostAddress(name)) {
            return failed(Status.NOT_FOUND, "Name service error for " + name + ": invalid host or domain name");
        }
        Answers answers;
        try {
            answers = context.dns().lookup(name, type);
        } catch (DnsUnavailableException e) {
            return failed(Status.RETRY, String.valueOf(e.getMessage()));
        }
        return switch (answers.status()) {
            case POLICY -> failed(Status.POLICY, answers.reason());
            case NODATA, NXDOMAIN -> failed(Status.NOT_FOUND, answers.reason());
            case FOUND -> found(context, name, type, answers.records());
        };
    }

    private static DomainLookup found(
            RestrictionContext context, String name, DnsResolver.Type type, List<Answer> records) {
        boolean hosts = type == DnsResolver.Type.MX || type == DnsResolver.Type.NS;
        for (Answer answer : records) {
            if (type == DnsResolver.Type.MX
                    && (answer.data().isEmpty() || answer.data().equals("."))) {
                return failed(Status.NULL_MX, "Domain " + name + " does not accept mail (nullMX)"); // RFC 7505
            }
            boolean numeric = hosts && HostNames.isHostAddress(answer.data());
            Optional<String> flaw = hosts && !numeric ? HostNames.flaw(answer.data()) : Optional.empty();
            flaw.ifPresent(context::warn);
            if (numeric || flaw.isPresent()) {
                context.warn((numeric ? "numeric" : "malformed") + " domain name in resource data of " + type
                        + " record for " + name + ": " + answer.data());
            }
            if (flaw.isPresent()) {
                return failed(
                        Status.INVALID,
                        "Name service error for name=" + name + " type=" + type
                                + ": Malformed or unexpected name server reply");
            }
        }
        return new DomainLookup(Status.OK, records, "");
    }

    /** Several types, until one is found. // dns_lookup_l() with DNS_REQ_FLAG_STOP_OK */
    static DomainLookup any(RestrictionContext context, String name, DnsResolver.Type... types) {
        DomainLookup best = failed(Status.POLICY, "");
        for (DnsResolver.Type type : types) {
            DomainLookup next = of(context, name, type);
            if (next.status() == Status.OK) {
                return next;
            }
            if (next.status().compareTo(best.status()) >= 0) {
                best = next;
            }
        }
        return best;
    }

    private static DomainLookup failed(Status status, String reason) {
        return new DomainLookup(status, List.of(), reason);
    }

    /** The last part of the reason: what the resolver library says. // dns_strerror() */
    String shortReason() {
        if (status == Status.POLICY) {
            return "DNS reply filter policy";
        }
        return reason.endsWith("invalid host or domain name")
                ? "Host not found"
                : reason.substring(reason.lastIndexOf(": ") + (reason.contains(": ") ? 2 : 1));
    }
}
