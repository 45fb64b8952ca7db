package org.postjames.milter;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A filter's end of a connection: writes down each packet, and answers with bytes as they are given. It closes after bytes that are no whole packet. */
final class PacketPeer implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<String> packets = new CopyOnWriteArrayList<>();
    private final byte[] options;
    private volatile byte[] answer;

    /** @param options the packet that answers the first one, in hexadecimal */
    PacketPeer(String options, byte[] answer) throws IOException {
        this.options = HEX.parseHex(options);
        this.answer = answer;
        Thread.ofPlatform().daemon().start(this::serve);
    }

    String name() {
        return "inet:127.0.0.1:" + server.getLocalPort();
    }

    /** All packets, each in hexadecimal with its length. */
    List<String> packets() {
        return packets;
    }

    void answer(byte[] bytes) {
        answer = bytes;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                talk(new DataInputStream(client.getInputStream()), client.getOutputStream());
            } catch (IOException e) {
                continue; // the client has gone, or the test is over
            }
        }
    }

    private void talk(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int length;
            try {
                length = in.readInt();
            } catch (EOFException e) {
                return;
            }
            byte[] packet = in.readNBytes(length);
            packets.add("%08x".formatted(length) + HEX.formatHex(packet));
            if (packet[0] == 'O') {
                out.write(options);
            } else if (packet[0] != 'D' && packet[0] != 'A' && packet[0] != 'Q') {
                byte[] now = answer; // the next one may be set as soon as this one is sent
                out.write(now);
                if (!isWhole(now)) {
                    return;
                }
            }
        }
    }

    private static boolean isWhole(byte[] bytes) {
        if (bytes.length < 5) {
            return false;
        }
        int length = bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        return length == bytes.length - 4;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
