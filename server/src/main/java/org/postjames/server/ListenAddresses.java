package org.postjames.server;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/** The socket addresses behind {@code port} or {@code host:port} in master.cf: {@code inet_interfaces} and {@code inet_protocols} applied. // master(5) */
final class ListenAddresses {
    /** Hosts without /etc/services exist, containers above all. */
    private static final Map<String, Integer> WELL_KNOWN = Map.ofEntries(
            Map.entry("smtp", 25),
            Map.entry("smtps", 465),
            Map.entry("submissions", 465),
            Map.entry("submission", 587),
            Map.entry("lmtp", 24),
            Map.entry("imap", 143),
            Map.entry("imaps", 993),
            Map.entry("pop3", 110),
            Map.entry("pop3s", 995));

    private final boolean ipv4;
    private final boolean ipv6;
    private final List<String> interfaces;
    private final int portOffset;

    ListenAddresses(PostfixConfig config, int portOffset) {
        List<String> protocols = config.get(GlobalParameters.INET_PROTOCOLS);
        boolean all = protocols.isEmpty() || protocols.contains("all");
        this.ipv4 = all || protocols.contains("ipv4");
        this.ipv6 = all || protocols.contains("ipv6");
        this.interfaces = config.get(GlobalParameters.INET_INTERFACES);
        this.portOffset = portOffset;
    }

    /**
     * @param service {@code smtp}, {@code 2525}, {@code 127.0.0.1:2525}, {@code [::1]:smtp}, {@code host:port}
     * @throws IOException with what is wrong with it
     */
    List<InetSocketAddress> of(String service) throws IOException {
        int colon = service.lastIndexOf(':');
        String host = colon < 0 ? "" : service.substring(0, colon);
        int port = port(service.substring(colon + 1));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : host.isEmpty() ? ownAddresses() : List.of(InetAddress.getAllByName(host))) {
            if (address instanceof Inet6Address ? ipv6 : ipv4) {
                InetSocketAddress socket = new InetSocketAddress(address, port);
                if (!addresses.contains(socket)) {
                    addresses.add(socket);
                }
            }
        }
        if (addresses.isEmpty()) {
            throw new IOException("no address of \"" + service + "\" belongs to inet_protocols");
        }
        return addresses;
    }

    private List<InetAddress> ownAddresses() throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String name : interfaces) {
            switch (name) {
                // a wildcard socket of the IPv6 kind takes IPv4 clients too
                case "all" -> addresses.add(InetAddress.getByName(ipv6 && hasIpv6() ? "::" : "0.0.0.0"));
                case "loopback-only" -> {
                    addresses.add(InetAddress.getByName("127.0.0.1"));
                    if (hasIpv6()) {
                        addresses.add(InetAddress.getByName("::1"));
                    }
                }
                default ->
                    addresses.addAll(List.of(InetAddress.getAllByName(
                            name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name)));
            }
        }
        return addresses;
    }

    private static boolean hasIpv6() {
        return Files.exists(Path.of("/proc/net/if_inet6"));
    }

    private int port(String name) throws IOException {
        int port = number(name);
        if (port < 0 || port > 65_535) {
            throw new IOException("bad port \"" + name + "\"");
        }
        // port 0 asks the system for any free port
        int shifted = port == 0 ? 0 : port + portOffset;
        if (shifted > 65_535) {
            throw new IOException("port " + port + " plus the offset " + portOffset + " is no port");
        }
        return shifted;
    }

    private static int number(String name) throws IOException {
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() <= 5) {
            return Integer.parseInt(name);
        }
        Path services = Path.of("/etc/services");
        if (Files.isReadable(services)) {
            for (String line : Files.readAllLines(services, StandardCharsets.ISO_8859_1)) {
                int hash = line.indexOf('#');
                String[] words =
                        (hash < 0 ? line : line.substring(0, hash)).strip().split("\\s+");
                if (words.length >= 2
                        && words[1].endsWith("/tcp")
                        && List.of(words).contains(name)) {
                    return Integer.parseInt(words[1].substring(0, words[1].length() - 4));
                }
            }
        }
        Integer known = WELL_KNOWN.get(name);
        if (known == null) {
            throw new IOException("unknown service: " + name + "/tcp");
        }
        return known;
    }
}
