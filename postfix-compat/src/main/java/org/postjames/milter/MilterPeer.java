package org.postjames.milter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Who has connected.
 *
 * @param name the client's verified host name, or {@code unknown}
 * @param address without brackets or {@code IPv6:}, or {@code unknown}
 * @param port digits, {@code 0} if it is not known
 */
public record MilterPeer(String name, String address, String port) {
    private static final String UNKNOWN = "unknown";

    /** The data of the packet about it: name, address family, port, address. */
    byte[] packet() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean named = !name.equals(UNKNOWN) || address.equals(UNKNOWN);
        out.writeBytes(MilterClient.PacketText.of(named ? name : "[" + address + "]"));
        if (address.equals(UNKNOWN)) {
            out.write('U');
            return out.toByteArray();
        }
        out.write(address.indexOf(':') >= 0 ? '6' : '4');
        int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
        out.write(number >>> 8);
        out.write(number);
        out.writeBytes(address.getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
        return out.toByteArray();
    }
}
