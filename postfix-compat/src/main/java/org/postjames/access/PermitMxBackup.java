package org.postjames.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answer;
import org.postjames.dns.DnsUnavailableException;
import org.postjames.rewrite.LocalDomains;
import org.postjames.rewrite.MidnaDomain;
import org.postjames.table.Folding;
import org.postjames.table.NetworkList;
import org.postjames.table.TableUnavailableException;

/**
 * {@code permit_mx_backup}: permit mail for domains that name this system as a mail exchanger, but not as the best one. With {@code permit_mx_backup_networks} the
 * best ones must be in those networks.
 *
 * @param own this system's addresses, also those behind which it stands
 */
record PermitMxBackup(
        RestrictionContext context,
        OldDefaults oldDefaults,
        LocalDomains localDomains,
        Set<String> own,
        NetworkList networks)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        Address recipient = facts.recipient();
        if (recipient == null) {
            return Verdict.Plain.DUNNO;
        }
        Address sender = facts.sender() == null ? Address.NULL : facts.sender();
        RestrictionContext.Destination destination = context.destinations().of(sender, recipient);
        String domain = destination.address().domain();
        Verdict ok = facts.permitted("permit_mx_backup", ReplyClass.RECIPIENT, recipient.toString());
        if (domain.isEmpty()) {
            return ok;
        }
        if (destination.isRouted()) {
            return Verdict.Plain.DUNNO;
        }
        if (destination.isFinal() || destination.isRelay()) {
            if (!destination.isFinal()) {
                oldDefaults.acceptsRelayDomain(Folding.lowerCase(domain));
            }
            return ok;
        }
        if (domain.startsWith("[") && domain.endsWith("]")) {
            return Verdict.Plain.DUNNO;
        }
        Backup backup = new Backup(recipient.toString());
        boolean permitted =
                backup.accepts(MidnaDomain.toAscii(domain, warning -> {}).orElse(domain));
        return permitted ? ok : backup.deferral == null ? Verdict.Plain.DUNNO : backup.deferral;
    }

    /** The question for one recipient. What cannot be known now defers a later refusal. */
    private final class Backup {
        private final String recipient;
        private @Nullable Verdict deferral;

        Backup(String recipient) {
            this.recipient = recipient;
        }

        boolean accepts(String domain) throws TableUnavailableException {
            DomainLookup found = DomainLookup.of(context, domain, DnsResolver.Type.MX);
            switch (found.status()) {
                case RETRY, POLICY -> defer("Unable to look up mail exchanger information: " + found.shortReason());
                case NOT_FOUND, NULL_MX, INVALID, OK -> {}
            }
            if (found.status() != DomainLookup.Status.OK) {
                return false;
            }
            List<Answer> hosts = new ArrayList<>(found.records());
            hosts.sort(Comparator.comparingInt(Answer::preference));
            int best = hosts.getFirst().preference();
            List<Answer> primary =
                    hosts.stream().filter(host -> host.preference() == best).toList();
            List<Answer> others =
                    hosts.stream().filter(host -> host.preference() != best).toList();
            if (isHere(primary) || !isHere(others)) {
                return false;
            }
            return networks.isEmpty() || allInNetworks(primary);
        }

        private boolean isHere(List<Answer> hosts) throws TableUnavailableException {
            for (Answer host : hosts) {
                if (localDomains.contains(host.data())) {
                    return true;
                }
            }
            for (Answer host : hosts) {
                if (hasOwnAddress(host.data())) {
                    return true;
                }
            }
            return false;
        }

        private boolean hasOwnAddress(String host) {
            try {
                List<String> addresses = context.dns().addresses(host, ipv4(), ipv6());
                if (addresses.isEmpty()) {
                    defer("Unable to look up mail exchanger host " + host + ": Name or service not known");
                }
                return addresses.stream().anyMatch(own::contains);
            } catch (DnsUnavailableException e) {
                defer("Unable to look up mail exchanger host " + host + ": Temporary failure in name resolution");
                return false;
            }
        }

        private boolean allInNetworks(List<Answer> hosts) {
            for (Answer host : hosts) {
                List<Answer> addresses = new ArrayList<>();
                DomainLookup last = new DomainLookup(DomainLookup.Status.NOT_FOUND, List.of(), "");
                for (DnsResolver.Type type : List.of(DnsResolver.Type.A, DnsResolver.Type.AAAA)) {
                    if (type == DnsResolver.Type.A ? ipv4() : ipv6()) {
                        last = DomainLookup.of(context, host.data(), type);
                        addresses.addAll(last.records());
                    }
                }
                if (addresses.isEmpty()) {
                    defer("Unable to look up host " + host.data() + " as mail exchanger: " + last.shortReason());
                    return false;
                }
                for (Answer address : addresses) {
                    if (!inNetworks(host.data(), address.data())) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean inNetworks(String host, String address) {
            try {
                return networks.matches(host, address);
            } catch (TableUnavailableException e) {
                context.warn("permit_mx_backup_networks lookup error for address " + address + " for " + host);
                defer("Unable to verify host " + host + " as mail exchanger");
                return false;
            }
        }

        private void defer(String why) {
            if (deferral == null) {
                deferral = new Verdict.DeferIfReject(
                        SmtpdFacts.rejected(450, "4.4.4", recipient, ReplyClass.RECIPIENT, why));
            }
        }

        private boolean ipv4() {
            List<String> protocols = context.config().get(GlobalParameters.INET_PROTOCOLS);
            return protocols.contains("all") || protocols.contains("ipv4");
        }

        private boolean ipv6() {
            List<String> protocols = context.config().get(GlobalParameters.INET_PROTOCOLS);
            return protocols.contains("all") || protocols.contains("ipv6");
        }
    }
}
