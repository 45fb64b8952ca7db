package org.postjames.rewrite;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.HostAddress;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The domains whose mail is delivered here: mydestination, and {@code [address]} of inet_interfaces and proxy_interfaces. // resolve_local.c */
public final class LocalDomains {
    private final PostfixConfig config;
    private final StringList mydestination;
    private volatile @Nullable Set<HostAddress> ownAddresses;

    public LocalDomains(PostfixConfig config, Tables tables) {
        this.config = config;
        this.mydestination = new StringList("mydestination", config.get(GlobalParameters.MYDESTINATION), tables);
    }

    public boolean contains(String domain) throws TableUnavailableException {
        int end = domain.endsWith(".") ? domain.length() - 1 : domain.length();
        if (end == 0 || domain.charAt(end - 1) == '.') {
            return false;
        }
        String name = domain.substring(0, end);
        if (mydestination.matches(name)) {
            return true;
        }
        return name.startsWith("[")
                && name.endsWith("]")
                && HostNames.literal(name).map(this::isOwn).orElse(false);
    }

    private boolean isOwn(HostAddress address) {
        Set<HostAddress> known = ownAddresses;
        if (known == null) {
            known = addresses();
            ownAddresses = known;
        }
        return known.contains(address.withoutMapping());
    }

    private Set<HostAddress> addresses() {
        Set<HostAddress> found = new HashSet<>();
        List<String> interfaces = config.get(GlobalParameters.INET_INTERFACES);
        try {
            if (interfaces.equals(List.of("all")) || interfaces.equals(List.of("loopback-only"))) {
                boolean loopbackOnly = interfaces.equals(List.of("loopback-only"));
                for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                    card.getInterfaceAddresses().stream()
                            .map(entry -> entry.getAddress())
                            .filter(address -> !loopbackOnly || address.isLoopbackAddress())
                            .forEach(address -> found.add(new HostAddress(address.getAddress())));
                }
            } else {
                interfaces.forEach(host -> addHost(host, found));
            }
        } catch (SocketException e) {
            throw new IllegalStateException("could not find any active network interfaces", e);
        }
        config.get(RewriteParameters.PROXY_INTERFACES).forEach(host -> addHost(host, found));
        return Set.copyOf(found);
    }

    private static void addHost(String host, Set<HostAddress> found) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            for (InetAddress address : InetAddress.getAllByName(bare)) {
                found.add(new HostAddress(address.getAddress()));
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("config variable inet_interfaces: host not found: " + host, e);
        }
    }
}
