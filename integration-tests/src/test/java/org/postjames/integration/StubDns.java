package org.postjames.integration;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The DNS of a scenario: a line {@code NAME TYPE DATA} a record, {@code NAME SERVFAIL} or {@code NAME TYPE SERVFAIL} what cannot be answered; all other names do
 * not exist. Postfix's resolver only knows port 53, so there it listens, on a loopback address of its own; where that is not allowed, on any port, for Postjames.
 */
final class StubDns implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<Record> records = new ArrayList<>();
    private final List<String> failing = new ArrayList<>();

    StubDns(List<String> zone) throws IOException {
        for (String line : zone) {
            String[] words = line.split(" +", 3);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (words[words.length - 1].equals("SERVFAIL")) {
                failing.add(words[0] + ". " + (words.length > 2 ? words[1] : ""));
                continue;
            }
            Name name = Name.fromString(words[0], Name.root);
            records.add(Record.fromString(name, Type.value(words[1]), DClass.IN, 3600, words[2], Name.root));
        }
        socket = open();
        Thread.ofVirtual().start(this::serve);
    }

    private static DatagramSocket open() throws IOException {
        for (int attempt = 0; attempt < 50; attempt++) {
            int random = ThreadLocalRandom.current().nextInt();
            byte[] address = {127, (byte) (64 + (random & 63)), (byte) (random >> 8), (byte) (1 + (random >> 16 & 127))
            };
            try {
                return new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(address), 53));
            } catch (SocketException e) {
                // taken, or not ours to take
            }
        }
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Leaves its address in a workspace: {@code resolv.conf} for Postfix, {@code dns} for Postjames. */
    void announce(Path root) throws IOException {
        Files.writeString(
                root.resolve("resolv.conf"),
                "nameserver " + socket.getLocalAddress().getHostAddress() + "\n");
        Files.writeString(root.resolve("dns"), socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort());
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] reply = answer(new Message(Arrays.copyOf(buffer, packet.getLength())))
                        .toWire();
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private Message answer(Message query) {
        Record question = query.getQuestion();
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(question, Section.QUESTION);
        String name = question.getName().toString().toLowerCase(java.util.Locale.ROOT);
        if (failing.contains(name + " ") || failing.contains(name + " " + Type.string(question.getType()))) {
            reply.getHeader().setRcode(Rcode.SERVFAIL);
            return reply;
        }
        boolean exists = false;
        for (Record record : records) {
            if (record.getName().equals(question.getName())) {
                exists = true;
                if (record.getType() == question.getType()) {
                    reply.addRecord(record, Section.ANSWER);
                }
            }
        }
        exists |= records.stream().anyMatch(record -> record.getName().subdomain(question.getName()));
        if (!exists && failing.stream().noneMatch(f -> f.startsWith(name + " "))) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return reply;
    }

    @Override
    public void close() {
        socket.close();
    }
}
