package org.postjames.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The default of {@code mynetworks}: this host's addresses, or their networks. // mynetworks.c, own_inet_addr.c */
final class OwnNetworks {
    private record Own(InetAddress address, int prefix) {}

    private OwnNetworks() {}

    static String of(String style, List<String> interfaces, List<String> protocols) {
        if (!style.equals("host") && !style.equals("subnet") && !style.equals("class")) {
            throw new IllegalArgumentException("bad mynetworks_style value: " + style + "; specify exactly one value");
        }
        Set<String> networks = new LinkedHashSet<>();
        for (Own own : selected(interfaces, protocols)) {
            byte[] address = own.address().getAddress();
            boolean v4 = address.length == 4;
            int prefix = style.equals("host")
                    ? address.length * 8
                    : v4 && style.equals("class") ? classPrefix(address[0] & 0xff) : own.prefix();
            mask(address, prefix);
            networks.add((v4 ? dotted(address) : "[" + IPv6Text.of(address) + "]") + "/" + prefix);
        }
        StringBuilder text = new StringBuilder();
        for (String network : networks) {
            text.append(network).append(' '); // Postfix leaves the blank at the end, and postconf -x shows it
        }
        return text.toString();
    }

    private static List<Own> selected(List<String> interfaces, List<String> protocols) {
        List<Own> local = local(protocols);
        if (interfaces.equals(List.of("all"))) {
            return local;
        }
        List<Own> selected = new ArrayList<>();
        if (interfaces.equals(List.of("loopback-only"))) {
            for (Own own : local) {
                if (own.address().isLoopbackAddress()) {
                    selected.add(own);
                }
            }
            return selected;
        }
        for (String name : interfaces) {
            for (InetAddress address : addresses(name)) {
                for (Own own : local) {
                    if (own.address().equals(address)) {
                        selected.add(own);
                    }
                }
            }
        }
        return selected;
    }

    private static InetAddress[] addresses(String name) {
        try {
            return InetAddress.getAllByName(name);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("config variable inet_interfaces: host not found: " + name, e);
        }
    }

    /** All addresses of interfaces that are up, IPv4 first, in the order of the interfaces. */
    private static List<Own> local(List<String> protocols) {
        boolean all = protocols.contains("all");
        List<Own> v4 = new ArrayList<>();
        List<Own> v6 = new ArrayList<>();
        try {
            List<NetworkInterface> interfaces = Collections.list(NetworkInterface.getNetworkInterfaces());
            interfaces.sort(Comparator.comparingInt(NetworkInterface::getIndex));
            for (NetworkInterface one : interfaces) {
                for (InterfaceAddress address :
                        one.isUp() ? one.getInterfaceAddresses() : List.<InterfaceAddress>of()) {
                    Own own = new Own(unscoped(address.getAddress()), address.getNetworkPrefixLength());
                    (own.address() instanceof Inet4Address ? v4 : v6).add(own);
                }
            }
        } catch (SocketException e) {
            throw new IllegalArgumentException("could not find any active network interfaces", e);
        }
        List<Own> found = new ArrayList<>();
        if (all || protocols.contains("ipv4")) {
            found.addAll(v4);
        }
        if (all || protocols.contains("ipv6")) {
            found.addAll(v6);
        }
        return found;
    }

    private static InetAddress unscoped(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int classPrefix(int first) {
        if (first < 128) {
            return 8;
        }
        return first < 192 ? 16 : first < 224 ? 24 : 4;
    }

    private static void mask(byte[] address, int prefix) {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
    }

    private static String dotted(byte[] a) {
        return (a[0] & 0xff) + "." + (a[1] & 0xff) + "." + (a[2] & 0xff) + "." + (a[3] & 0xff);
    }
}
