package org.postjames.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.StringTokenizer;
import org.postjames.access.HostNames;

/**
 * What HAProxy says of a connection ahead of everything else, in version 1 or 2 of its protocol. Only as many bytes are read as belong to it, and, as in Postfix, they must be
 * there all at once. // haproxy_srvr.c, https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt
 */
record HaproxyHeader(InetSocketAddress client, InetSocketAddress server) {
    private static final int SIZE_LIMIT = 536;
    private static final int V2_SIZE = 16;
    private static final byte[] V2_SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final String V1_START = "PROXY ";

    /** There is no usable header; the message is Postfix's warning. */
    static final class MalformedHeaderException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedHeaderException(String problem) {
            super("haproxy read: " + problem);
        }
    }

    /**
     * @param in waits for the first byte only
     * @return nothing if HAProxy speaks for itself
     */
    static Optional<HaproxyHeader> read(InputStream in, boolean ipv6) throws IOException {
        byte[] buffer = new byte[SIZE_LIMIT];
        int size = 0;
        do {
            int c = in.read();
            if (c < 0) {
                throw new MalformedHeaderException("EOF");
            }
            buffer[size++] = (byte) c;
        } while (!isComplete(buffer, size) && size < SIZE_LIMIT && in.available() > 0);
        byte[] header = Arrays.copyOf(buffer, size);
        try {
            String text = new String(header, StandardCharsets.ISO_8859_1);
            return text.startsWith(V1_START) ? Optional.of(version1(text, ipv6)) : version2(header, ipv6);
        } catch (IllegalArgumentException e) {
            throw new MalformedHeaderException(
                    e.getMessage() + ": " + Escapes.escape(new String(header, StandardCharsets.ISO_8859_1)));
        }
    }

    private static boolean isComplete(byte[] header, int size) {
        if (size >= V1_START.length()
                && new String(header, 0, V1_START.length(), StandardCharsets.ISO_8859_1).equals(V1_START)) {
            return header[size - 1] == '\n';
        }
        return size >= V2_SIZE && hasSignature(header) && size >= V2_SIZE + rest(header);
    }

    private static boolean hasSignature(byte[] header) {
        return Arrays.equals(header, 0, V2_SIGNATURE.length, V2_SIGNATURE, 0, V2_SIGNATURE.length);
    }

    /** How much follows the fixed part. */
    private static int rest(byte[] header) {
        return (header[14] & 0xff) << 8 | header[15] & 0xff;
    }

    private static HaproxyHeader version1(String text, boolean ipv6) {
        require(text.endsWith("\n"), "missing protocol header terminator");
        StringTokenizer words = new StringTokenizer(text.substring(V1_START.length(), text.length() - 1), " \r");
        String protocol = next(words);
        require(protocol.equals("TCP4") || protocol.equals("TCP6") && ipv6, "bad or missing protocol type");
        boolean six = protocol.equals("TCP6");
        InetAddress client = address(next(words), six, "bad or missing client address");
        InetAddress server = address(next(words), six, "bad or missing server address");
        int clientPort = port(next(words), "bad or missing client port");
        int serverPort = port(next(words), "bad or missing server port");
        return new HaproxyHeader(new InetSocketAddress(client, clientPort), new InetSocketAddress(server, serverPort));
    }

    private static String next(StringTokenizer words) {
        return words.hasMoreTokens() ? words.nextToken() : "";
    }

    /** An IPv4 address in an IPv6 one counts as the former. */
    private static InetAddress address(String text, boolean six, String problem) {
        boolean valid = six
                ? text.indexOf(':') >= 0 && HostNames.isHostAddress(text)
                : text.indexOf(':') < 0 && HostNames.isHostAddress(text);
        require(valid, problem);
        return InetAddress.ofLiteral(six ? text : withoutZeros(text));
    }

    private static String withoutZeros(String ipv4) {
        return ipv4.replaceAll("(?<![0-9])0+(?=[0-9])", "");
    }

    private static int port(String text, String problem) {
        require(text.matches("0|[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535, problem);
        return Integer.parseInt(text);
    }

    private static Optional<HaproxyHeader> version2(byte[] header, boolean ipv6) {
        require(header.length >= V2_SIZE, "short protocol header");
        require(hasSignature(header), "unrecognized protocol header");
        require((header[12] & 0xf0) == 0x20, "unrecognized protocol version");
        require(header.length >= V2_SIZE + rest(header), "short version 2 protocol header");
        int command = header[12] & 0x0f;
        if (command == 0) {
            return Optional.empty();
        }
        require(command == 1, "bad command in proxy header");
        boolean six = header[13] == 0x21;
        require(six || header[13] == 0x11, "unsupported network protocol");
        require(!six || ipv6, "Postfix IPv6 support is disabled");
        int length = six ? 16 : 4;
        require(rest(header) >= 2 * length + 4, "short address field");
        return Optional.of(new HaproxyHeader(
                endpoint(header, V2_SIZE, length, V2_SIZE + 2 * length),
                endpoint(header, V2_SIZE + length, length, V2_SIZE + 2 * length + 2)));
    }

    private static InetSocketAddress endpoint(byte[] header, int address, int length, int port) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(Arrays.copyOfRange(header, address, address + length)),
                    (header[port] & 0xff) << 8 | header[port + 1] & 0xff);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
