package org.postjames.smtp.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.postjames.config.GlobalParameters;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answer;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.dns.DnsUnavailableException;
import org.postjames.log.MailLog;
import org.postjames.smtp.client.MailServers.Server;

/** Finds the servers of a domain or host. // smtp_addr.c */
final class MailServerLookup {
    private final ClientConfig config;
    private final DnsResolver dns;
    private final Predicate<InetAddress> isOwn;
    private final MailLog log;
    private final String program;
    private final boolean useDns;
    private final boolean useNative;
    private final boolean ipv4;
    private final boolean ipv6;

    MailServerLookup(ClientConfig config, DnsResolver dns, Predicate<InetAddress> isOwn, MailLog log, String program) {
        this.config = config;
        this.dns = dns;
        this.isOwn = isOwn;
        this.log = log;
        this.program = program;
        List<String> lookup = config.get(SmtpClientParameters.SMTP_HOST_LOOKUP);
        this.useDns = dnsEnabled() && lookup.contains("dns");
        // smtp.c: without DNS, the native lookup is what remains
        this.useNative = lookup.contains("native") || !dnsEnabled();
        List<String> protocols = config.get(GlobalParameters.INET_PROTOCOLS);
        this.ipv4 = protocols.contains("ipv4") || protocols.contains("all");
        this.ipv6 = protocols.contains("ipv6") || protocols.contains("all");
    }

    boolean dnsEnabled() {
        String level = config.get(SmtpClientParameters.SMTP_DNS_SUPPORT_LEVEL);
        return !level.equals("disabled") && !(level.isEmpty() && config.get(SmtpClientParameters.DISABLE_DNS_LOOKUPS));
    }

    /** By MX records, or by address records if there are none. */
    MailServers domain(String name, boolean detectLoops) {
        Answers answers;
        try {
            answers = dns.lookup(name, DnsResolver.Type.MX);
        } catch (DnsUnavailableException e) {
            return config.get(SmtpClientParameters.IGNORE_MX_LOOKUP_ERROR)
                    ? host(name, detectLoops)
                    : none(Trouble.local("4.4.3", String.valueOf(e.getMessage())));
        }
        if (answers.status() != Answers.Status.FOUND) {
            return host(name, detectLoops);
        }
        List<Answer> exchangers = new ArrayList<>(answers.records());
        if (exchangers.size() == 1
                && exchangers.getFirst().data().replace(".", "").isEmpty()) {
            return none(Trouble.local("5.1.0", "Domain " + name + " does not accept mail (nullMX)")); // RFC 7505
        }
        exchangers.sort(Comparator.comparingInt(Answer::preference));
        List<Server> servers = new ArrayList<>();
        Trouble trouble = Trouble.NONE;
        for (Answer exchanger : exchangers) {
            trouble = addresses(servers, exchanger.data(), exchanger.preference(), trouble);
        }
        if (servers.isEmpty()) {
            log.warning(program, "no MX host for " + name + " has a valid address record");
            return none(
                    config.get(SmtpClientParameters.SMTP_DEFER_IF_NO_MX_ADDRESS_FOUND) ? trouble.softened() : trouble);
        }
        return withoutMyself(name, servers, exchangers.getFirst().preference(), detectLoops);
    }

    /** This host and what is no better than it is left out: mail never goes backwards. // RFC 5321 5.1 */
    private MailServers withoutMyself(String name, List<Server> servers, int best, boolean detectLoops) {
        int bestFound = servers.getFirst().preference();
        for (Server server : servers) {
            if (detectLoops && isOwn.test(server.address())) {
                List<Server> better = servers.stream()
                        .filter(s -> s.preference() < server.preference())
                        .toList();
                if (!better.isEmpty()) {
                    return new MailServers(ordered(better), Trouble.NONE, true);
                }
                return new MailServers(
                        List.of(),
                        best == bestFound
                                ? Trouble.local("5.4.6", "mail for " + name + " loops back to myself")
                                : Trouble.local("4.4.4", "unable to find primary relay for " + name),
                        true);
            }
        }
        return new MailServers(ordered(servers), Trouble.NONE, false);
    }

    /** By address records. */
    MailServers host(String name, boolean detectLoops) {
        List<Server> servers = new ArrayList<>();
        Trouble trouble = addresses(servers, name, 0, Trouble.NONE);
        if (servers.isEmpty()) {
            return none(trouble);
        }
        if (detectLoops && servers.stream().anyMatch(s -> isOwn.test(s.address()))) {
            return new MailServers(
                    List.of(), Trouble.local("5.4.6", "mail for " + name + " loops back to myself"), true);
        }
        return new MailServers(ordered(servers), Trouble.NONE, false);
    }

    private static MailServers none(Trouble trouble) {
        return new MailServers(List.of(), trouble, false);
    }

    private List<Server> ordered(List<Server> servers) {
        List<Server> ordered = new ArrayList<>(servers);
        if (config.get(SmtpClientParameters.SMTP_RANDOMIZE_ADDRESSES)) {
            Collections.shuffle(ordered);
        }
        Comparator<Server> order = Comparator.comparingInt(Server::preference);
        String preferred = config.get(SmtpClientParameters.SMTP_ADDRESS_PREFERENCE);
        if (!preferred.equals("any")) {
            int length = preferred.equals("ipv6") ? 16 : 4;
            order = order.thenComparing(s -> s.address().getAddress().length == length ? 0 : 1);
        }
        ordered.sort(order);
        return List.copyOf(ordered);
    }

    /** Adds the host's addresses. A soft trouble of an earlier host is not hidden by a hard one of this. */
    private Trouble addresses(List<Server> servers, String host, int preference, Trouble before) {
        if (isNumeric(host)) {
            return nativeAddresses(servers, host, preference, before);
        }
        Trouble trouble = before;
        if (useDns) {
            try {
                int count = servers.size();
                String reason = "";
                if (ipv4) {
                    reason = ask(servers, host, preference, DnsResolver.Type.A);
                }
                if (ipv6) {
                    String other = ask(servers, host, preference, DnsResolver.Type.AAAA);
                    reason = other.isEmpty() ? reason : other;
                }
                if (servers.size() > count) {
                    return trouble;
                }
                trouble = Trouble.local(before.isSoft() ? "4.4.4" : "5.4.4", reason);
            } catch (DnsUnavailableException e) {
                return Trouble.local("4.4.3", String.valueOf(e.getMessage()));
            }
        }
        return useNative ? nativeAddresses(servers, host, preference, trouble) : trouble;
    }

    private String ask(List<Server> servers, String host, int preference, DnsResolver.Type type)
            throws DnsUnavailableException {
        Answers answers = dns.lookup(host, type);
        for (Answer answer : answers.records()) {
            try {
                servers.add(new Server(
                        host,
                        InetAddress.getByAddress(
                                host, InetAddress.getByName(answer.data()).getAddress()),
                        preference));
            } catch (UnknownHostException e) {
                log.warning(program, "cannot convert type " + type + " record to printable address");
            }
        }
        return answers.reason();
    }

    private Trouble nativeAddresses(List<Server> servers, String host, int preference, Trouble before) {
        boolean found = false;
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean v6 = address.getAddress().length == 16;
                if (v6 ? ipv6 : ipv4) {
                    servers.add(new Server(host, address, preference));
                    found = true;
                }
            }
        } catch (UnknownHostException e) {
            return Trouble.local(
                    before.isSoft() ? "4.4.4" : "5.4.4",
                    "unable to look up host " + host + ": Name or service not known");
        }
        return found ? before : Trouble.local(before.isSoft() ? "4.4.4" : "5.4.4", host + ": host not found");
    }

    private static boolean isNumeric(String host) {
        return host.indexOf(':') >= 0
                || !host.isEmpty() && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
