package org.postjames.smtp.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsUnavailableException;
import org.postjames.rewrite.MidnaDomain;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.hosts.HostsFileParser;

/** Asks the name servers of {@code /etc/resolv.conf}, or the given ones. Keeps no cache: the name server has one. Safe for many threads. */
public final class DnsjavaResolver implements DnsResolver {
    private static final int MAX_CNAMES = 10; // dns_lookup.c: DNS loop guard
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Resolver resolver;
    private final HostsFileParser hosts = new HostsFileParser();

    /** The name servers of the system. */
    public DnsjavaResolver() {
        this.resolver = new ExtendedResolver();
        this.resolver.setTimeout(TIMEOUT);
    }

    /** One name server at a known address. */
    public DnsjavaResolver(InetSocketAddress server) {
        this.resolver = new SimpleResolver(server);
        this.resolver.setTimeout(TIMEOUT);
    }

    @Override
    public Answers lookup(String domain, Type type) throws DnsUnavailableException {
        String name = MidnaDomain.toAscii(domain, warning -> {}).orElse(domain);
        Name asked;
        try {
            asked = Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            return new Answers(
                    Answers.Status.NXDOMAIN,
                    List.of(),
                    "Name service error for " + name + ": invalid host or domain name");
        }
        Name current = asked;
        for (int i = 0; i <= MAX_CNAMES; i++) {
            Message reply = ask(current, name, type);
            List<Answer> found = new ArrayList<>();
            Name alias = collect(reply, current, type, found);
            if (!found.isEmpty()) {
                return new Answers(Answers.Status.FOUND, List.copyOf(found), "");
            }
            if (reply.getRcode() == Rcode.NXDOMAIN) {
                return new Answers(Answers.Status.NXDOMAIN, List.of(), problem(name, type, "Host not found"));
            }
            if (alias.equals(current)) {
                return new Answers(
                        Answers.Status.NODATA,
                        List.of(),
                        problem(name, type, "Host found but no data record of requested type"));
            }
            current = alias;
        }
        throw new DnsUnavailableException("DNS lookup error for name=" + name + " type=" + type + ": CNAME loop");
    }

    /** {@code /etc/hosts} comes first, as usual. // nsswitch.conf(5) */
    @Override
    public List<String> addresses(String host, boolean ipv4, boolean ipv6) throws DnsUnavailableException {
        List<String> found = new ArrayList<>();
        try {
            Name name = Name.fromString(host, Name.root);
            if (ipv4) {
                hosts.getAddressForHost(name, org.xbill.DNS.Type.A).ifPresent(a -> found.add(a.getHostAddress()));
            }
            if (ipv6) {
                hosts.getAddressForHost(name, org.xbill.DNS.Type.AAAA).ifPresent(a -> found.add(a.getHostAddress()));
            }
        } catch (IOException e) {
            found.clear(); // no such file, or no such name
        }
        return found.isEmpty() ? DnsResolver.super.addresses(host, ipv4, ipv6) : found;
    }

    private Message ask(Name current, String name, Type type) throws DnsUnavailableException {
        Message reply;
        try {
            reply = resolver.send(Message.newQuery(Record.newRecord(current, code(type), DClass.IN)));
        } catch (IOException e) {
            throw new DnsUnavailableException(problem(name, type, "Host not found, try again"));
        }
        int rcode = reply.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw new DnsUnavailableException(problem(name, type, "Host not found, try again"));
        }
        return reply;
    }

    /** Collects the answers that belong to {@code start} or to the alias chain from it, and returns the chain's end. */
    private static Name collect(Message reply, Name start, Type type, List<Answer> found) {
        Name current = start;
        for (int i = 0; i <= MAX_CNAMES; i++) {
            Name next = current;
            for (Record record : reply.getSection(Section.ANSWER)) {
                if (record.getName().equals(current)) {
                    if (record.getType() == code(type)) {
                        found.add(answer(record));
                    } else if (record instanceof CNAMERecord cname) {
                        next = cname.getTarget();
                    }
                }
            }
            if (!found.isEmpty() || next.equals(current)) {
                return current;
            }
            current = next;
        }
        return current;
    }

    private static String problem(String name, Type type, String why) {
        return "Host or domain name not found. Name service error for name=" + name + " type=" + type + ": " + why;
    }

    private static Answer answer(Record record) {
        Answer answer = data(record);
        String name = record.getName().toString(true);
        boolean host = !(record instanceof ARecord || record instanceof AAAARecord || record instanceof TXTRecord);
        String data = answer.data() + (host ? "." : "");
        String preference = record instanceof MXRecord ? answer.preference() + " " : "";
        String text = name + ". " + record.getTTL() + " IN " + org.xbill.DNS.Type.string(record.getType()) + " "
                + preference + data;
        return new Answer(answer.data(), answer.preference(), text);
    }

    private static Answer data(Record record) {
        return switch (record) {
            case ARecord a -> new Answer(a.getAddress().getHostAddress(), 0);
            case AAAARecord a -> new Answer(a.getAddress().getHostAddress(), 0);
            case MXRecord mx -> new Answer(mx.getTarget().toString(true), mx.getPriority());
            case PTRRecord ptr -> new Answer(ptr.getTarget().toString(true), 0);
            case NSRecord ns -> new Answer(ns.getTarget().toString(true), 0);
            case CNAMERecord cname -> new Answer(cname.getTarget().toString(true), 0);
            case TXTRecord txt -> new Answer(String.join("", txt.getStrings()), 0);
            default -> throw new IllegalStateException("unexpected record " + record);
        };
    }

    private static int code(Type type) {
        return switch (type) {
            case A -> org.xbill.DNS.Type.A;
            case AAAA -> org.xbill.DNS.Type.AAAA;
            case MX -> org.xbill.DNS.Type.MX;
            case PTR -> org.xbill.DNS.Type.PTR;
            case TXT -> org.xbill.DNS.Type.TXT;
            case NS -> org.xbill.DNS.Type.NS;
            case CNAME -> org.xbill.DNS.Type.CNAME;
        };
    }
}
