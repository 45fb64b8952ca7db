package org.postjames.table;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a server of lookup results or policies listens: {@code inet:host:port} or {@code unix:path}. // inet_connect(3), host_port(3), auto_clnt(3) */
public sealed interface ServiceAddress {
    /** What is written behind {@code inet:} or {@code unix:}. */
    String text();

    /** The addresses to try, in order. @throws HostNotFoundException if there are none */
    List<SocketAddress> resolve() throws IOException;

    /** The name or service is unknown: Postfix has a warning of its own for that. */
    final class HostNotFoundException extends IOException {
        private static final long serialVersionUID = 1L;
        private final String warning;

        HostNotFoundException(String address, String reason) {
            super("Cannot assign requested address"); // EADDRNOTAVAIL
            this.warning = "host or service " + address + " not found: " + reason;
        }

        /** {@code host or service X not found: REASON}. */
        public String warning() {
            return warning;
        }
    }

    /** @throws IllegalArgumentException with the words with which Postfix's program ends */
    static ServiceAddress parse(String service) {
        int colon = service.indexOf(':');
        if (colon <= 0 || colon == service.length() - 1) {
            throw new IllegalArgumentException("need service transport:endpoint instead of \"" + service + "\"");
        }
        String endpoint = service.substring(colon + 1);
        return switch (service.substring(0, colon)) {
            case "inet" -> inet(endpoint);
            case "unix", "local" -> new Unix(endpoint);
            default ->
                throw new IllegalArgumentException(
                        "invalid transport name: " + service.substring(0, colon) + " in service: " + service);
        };
    }

    /** {@code [host]:port}, {@code host:port}, or a port of this host. */
    static ServiceAddress inet(String text) {
        String host;
        String port;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            require(end > 0, text, "missing \"]\"");
            require(end + 1 == text.length() || text.charAt(end + 1) == ':', text, "garbage after \"]\"");
            host = text.substring(1, end).replaceFirst("^(?i)ipv6:", "");
            port = text.substring(Math.min(end + 2, text.length()));
        } else {
            int colon = text.lastIndexOf(':');
            host = colon > 0 ? text.substring(0, colon) : "localhost";
            port = text.substring(colon + 1);
        }
        require(!host.isEmpty(), text, "missing host information");
        require(!port.isEmpty(), text, "missing service information");
        require(
                HostAddress.parse(host).isPresent() || host.matches("[\\w-]([\\w.-]*[\\w-])?"),
                text,
                "valid hostname or network address required");
        require(!port.matches("\\d.*\\D.*"), text, "garbage after numerical service");
        return new Inet(text, host, port);
    }

    private static void require(boolean holds, String text, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(text + ": " + problem);
        }
    }

    /** A TCP port. */
    record Inet(String text, String host, String service) implements ServiceAddress {
        @Override
        public List<SocketAddress> resolve() throws IOException {
            int port = port();
            try {
                List<SocketAddress> all = new ArrayList<>();
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    all.add(new InetSocketAddress(address, port));
                }
                return all;
            } catch (UnknownHostException e) {
                throw new HostNotFoundException(text, "Name or service not known");
            }
        }

        private int port() throws IOException {
            if (service.matches("\\d{1,5}") && Integer.parseInt(service) <= 65_535) {
                return Integer.parseInt(service);
            }
            Path services = Path.of("/etc/services");
            if (Files.isReadable(services)) {
                for (String line : Files.readAllLines(services, StandardCharsets.ISO_8859_1)) {
                    String[] words = line.replaceFirst("#.*", "").trim().split("\\s+");
                    if (words.length > 1 && words[1].endsWith("/tcp") && isNamed(words)) {
                        return Integer.parseInt(words[1].substring(0, words[1].indexOf('/')));
                    }
                }
            }
            throw new HostNotFoundException(text, "Servname not supported for ai_socktype");
        }

        private boolean isNamed(String[] words) {
            boolean named = words[0].equals(service);
            for (int i = 2; i < words.length; i++) {
                named |= words[i].equals(service);
            }
            return named;
        }
    }

    /** A socket in the file system. */
    record Unix(String text) implements ServiceAddress {
        @Override
        public List<SocketAddress> resolve() {
            return List.of(UnixDomainSocketAddress.of(text));
        }
    }
}
