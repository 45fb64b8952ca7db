package org.postjames.milter;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.postjames.table.TimedChannel;

/**
 * Packets to and from one filter: four bytes of length, a letter, data. What is sent is gathered until an answer is wanted. Each read and each write has
 * a time limit; when one has passed, the connection is closed. // milter8.c
 */
final class MilterWire implements AutoCloseable {
    private static final int GATHERED = 4096;
    private static final int UNREASONABLE = Integer.MAX_VALUE / 2;

    private final String name;
    private final TimedChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(GATHERED).flip();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private volatile boolean closed;
    private long remaining;

    MilterWire(String name, TimedChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    void timeout(Duration limit) {
        channel.timeout(limit);
    }

    /** Sends a packet, soon. */
    void send(int command, byte[] data) throws MilterTroubleException {
        int length = data.length + 1;
        out.write(length >>> 24);
        out.write(length >>> 16);
        out.write(length >>> 8);
        out.write(length);
        out.write(command);
        out.write(data, 0, data.length);
        if (out.size() > GATHERED) {
            try {
                flush();
            } catch (IOException e) {
                throw MilterTroubleException.communication("milter " + name + ": error writing command: " + words(e));
            }
        }
    }

    void flush() throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(out.toByteArray());
        out.reset();
        channel.write(rest);
    }

    /** Before a connection is closed nobody wants to know whether the last words arrived. */
    void flushQuietly() {
        try {
            flush();
        } catch (IOException e) {
            out.reset();
        }
    }

    private int octet() throws IOException {
        if (closed || !in.hasRemaining()) { // what cleanup had read of a broken connection is not for smtpd
            flush();
            in.clear();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                throw new EOFException("Application error");
            }
        }
        return in.get() & 0xff;
    }

    private int fourOctets() throws IOException {
        return octet() << 24 | octet() << 16 | octet() << 8 | octet();
    }

    /** Waits for an answer. @return its letter; its data are read by the methods below */
    int receive(String event) throws MilterTroubleException {
        long length;
        try {
            length = fourOctets() & 0xffffffffL;
        } catch (IOException e) {
            throw trouble("can't read " + event + " reply packet header: " + words(e));
        }
        if (length < 1) {
            throw trouble("bad packet length: " + length);
        }
        if (length > UNREASONABLE) {
            throw trouble("unreasonable packet length: " + length + " > " + UNREASONABLE);
        }
        remaining = length - 1;
        try {
            return octet();
        } catch (IOException e) {
            throw trouble("EOF while reading command code: " + words(e));
        }
    }

    /** How many data bytes of the packet were not read yet. */
    long remaining() {
        return remaining;
    }

    int number() throws MilterTroubleException {
        if (remaining < 4) {
            throw trouble("input packet too short for network long");
        }
        remaining -= 4;
        try {
            return fourOctets();
        } catch (IOException e) {
            throw trouble("EOF while reading network long: " + words(e));
        }
    }

    /** A text that ends in a NUL byte, one character per byte. */
    String text() throws MilterTroubleException {
        if (remaining < 1) {
            throw trouble("packet too short for string");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            for (int c = octet(); ; c = octet()) {
                remaining--;
                if (c == 0) {
                    return text.toString(StandardCharsets.ISO_8859_1);
                }
                text.write(c);
                if (remaining <= 0) {
                    throw MilterTroubleException.communication(
                            "milter8_read_data: milter " + name + ": missing string null termimator");
                }
            }
        } catch (MilterTroubleException e) {
            throw e;
        } catch (IOException e) {
            throw MilterTroubleException.communication(
                    "milter8_read_data: milter " + name + ": EOF while reading string: " + words(e));
        }
    }

    /** Some of the data that are left. @return how many bytes; 0 at the end of the packet */
    int some(byte[] target) throws MilterTroubleException {
        int count = (int) Math.min(target.length, remaining);
        try {
            for (int i = 0; i < count; i++) {
                target[i] = (byte) octet();
            }
        } catch (IOException e) {
            throw trouble("EOF while reading data: " + words(e));
        }
        remaining -= count;
        return count;
    }

    /** All data that are left, up to the first NUL byte as C sees it. */
    String rest() throws MilterTroubleException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        byte[] block = new byte[1024];
        for (int n = some(block); n > 0; n = some(block)) {
            data.write(block, 0, n);
        }
        String text = data.toString(StandardCharsets.ISO_8859_1);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    void end() throws MilterTroubleException {
        if (remaining > 0) {
            throw MilterTroubleException.communication("milter8_read_data: left-over data " + remaining + " bytes");
        }
    }

    private MilterTroubleException trouble(String text) {
        return MilterTroubleException.communication("milter " + name + ": " + text);
    }

    /** strerror(3)'s words for what Java says about a socket. */
    static String words(IOException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case ClosedChannelException closed -> "Broken pipe";
            case java.net.NoRouteToHostException none -> "No route to host";
            default -> message.equals("Connection reset") ? "Connection reset by peer" : message;
        };
    }

    @Override
    public void close() {
        closed = true;
        channel.close();
    }
}
