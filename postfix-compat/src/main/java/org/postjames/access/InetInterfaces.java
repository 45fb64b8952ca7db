package org.postjames.access;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/** The addresses on which this system receives mail. // own_inet_addr.c */
public final class InetInterfaces {
    private InetInterfaces() {}

    /** The addresses of {@code inet_interfaces}; {@code all} means those that the system has. */
    public static Set<String> addresses(PostfixConfig config) {
        Set<String> addresses = new HashSet<>();
        for (String word : config.get(GlobalParameters.INET_INTERFACES)) {
            switch (word.toLowerCase(Locale.ROOT)) {
                case "all" -> addAll(addresses);
                case "loopback-only", "localhost" -> addresses.addAll(List.of("127.0.0.1", "::1"));
                default -> add(addresses, word);
            }
        }
        return Set.copyOf(addresses);
    }

    private static void addAll(Set<String> addresses) {
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(address -> addresses.add(text(address)));
        } catch (SocketException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void add(Set<String> addresses, String name) {
        try {
            for (InetAddress address :
                    InetAddress.getAllByName(name.replace("[", "").replace("]", ""))) {
                addresses.add(text(address));
            }
        } catch (UnknownHostException e) {
            addresses.add(name); // matches nobody
        }
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
