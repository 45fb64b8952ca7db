package org.postjames.smtp.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.postjames.access.ClientFacts;
import org.postjames.access.ClientFacts.NameStatus;
import org.postjames.access.HostNames;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.dns.DnsUnavailableException;

/**
 * Finds the names of clients: the address's name must lead back to the address. The system's own name service is asked first, as Postfix does, so
 * {@code /etc/hosts} counts. It is asked on threads of its own because it blocks in native code. // smtpd_peer.c
 */
final class ClientNames implements AutoCloseable {
    private static final long KEEP = TimeUnit.SECONDS.toNanos(60);
    private static final int KEEP_COUNT = 4096;

    private record Known(ClientFacts facts, String warning, long until) {}

    private final DnsResolver dns;
    private final boolean enabled;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final ExecutorService lookups = Executors.newFixedThreadPool(
            4, Thread.ofPlatform().name("client-name-", 0).daemon().factory());

    ClientNames(DnsResolver dns, boolean enabled) {
        this.dns = dns;
        this.enabled = enabled;
    }

    /** What is found, and a warning for the log or an empty text. */
    record Found(ClientFacts facts, String warning) {}

    Found find(InetSocketAddress client) throws InterruptedException {
        InetAddress address = client.getAddress();
        String text = text(address);
        if (!enabled) {
            return new Found(
                    new ClientFacts("unknown", "unknown", text, NameStatus.PERMANENT, NameStatus.PERMANENT), "");
        }
        long now = System.nanoTime();
        Known earlier = known.get(text);
        if (earlier != null && earlier.until() - now > 0) {
            return new Found(earlier.facts(), earlier.warning());
        }
        Found found = ask(address, text);
        if (known.size() >= KEEP_COUNT) {
            known.clear();
        }
        known.put(text, new Known(found.facts(), found.warning(), now + KEEP));
        return found;
    }

    private Found ask(InetAddress address, String text) throws InterruptedException {
        try {
            return lookups.submit(() -> lookUp(address, text)).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Found lookUp(InetAddress address, String text) {
        // getHostName verifies the name by looking it up again, and returns the address if that fails
        String name = fresh(address).getHostName();
        if (!name.equals(text) && !HostNames.isHostAddress(name) && HostNames.isHostName(name)) {
            return new Found(new ClientFacts(name, name, text, NameStatus.OK, NameStatus.OK), "");
        }
        try {
            Answers reverse = dns.lookup(reverseName(address), DnsResolver.Type.PTR);
            if (reverse.status() != Answers.Status.FOUND
                    || !HostNames.isHostName(reverse.records().getFirst().data())) {
                return new Found(
                        new ClientFacts("unknown", "unknown", text, NameStatus.PERMANENT, NameStatus.PERMANENT), "");
            }
            return unverified(reverse.records().getFirst().data(), text);
        } catch (DnsUnavailableException e) {
            return new Found(
                    new ClientFacts("unknown", "unknown", text, NameStatus.TEMPORARY, NameStatus.TEMPORARY), "");
        }
    }

    private Found unverified(String name, String text) {
        String warning = "hostname " + name + " does not resolve to address " + text;
        try {
            Answers forward = dns.lookup(name, text.indexOf(':') >= 0 ? DnsResolver.Type.AAAA : DnsResolver.Type.A);
            if (forward.records().stream().anyMatch(answer -> answer.data().equalsIgnoreCase(text))) {
                return new Found(new ClientFacts(name, name, text, NameStatus.OK, NameStatus.OK), "");
            }
            return new Found(new ClientFacts("unknown", name, text, NameStatus.FORGED, NameStatus.OK), warning);
        } catch (DnsUnavailableException e) {
            return new Found(
                    new ClientFacts("unknown", name, text, NameStatus.TEMPORARY, NameStatus.OK),
                    warning + ": " + e.getMessage());
        }
    }

    private static InetAddress fresh(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static String reverseName(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder out = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes.length == 4) {
                out.append(bytes[i] & 255).append('.');
            } else {
                out.append(Character.forDigit(bytes[i] & 15, 16)).append('.');
                out.append(Character.forDigit(bytes[i] >> 4 & 15, 16)).append('.');
            }
        }
        return out.append(bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    /** Without scope; IPv6 in its short form. // RFC 5952 */
    static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? address.getHostAddress() : Ipv6Text.of(bytes);
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
