package org.postjames.smtp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.dns.DnsUnavailableException;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

class DnsjavaResolverTest {
    @Test
    void lookupShouldAskForTheAsciiFormOfAName() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            List<String> asked = new CopyOnWriteArrayList<>();
            Thread.ofVirtual().start(() -> answer(server, asked));
            String name = new String("Straße.Test".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            Answers answers = lookup(
                    new DnsjavaResolver(new InetSocketAddress(server.getLocalAddress(), server.getLocalPort())), name);
            assertThat(answers.records()).extracting(DnsResolver.Answer::data).containsExactly("192.0.2.1");
            assertThat(asked).isNotEmpty().containsOnly("xn--strae-oqa.test.");
        }
    }

    /** A busy machine may let the resolver's own time limit pass. */
    private static Answers lookup(DnsResolver resolver, String name) throws DnsUnavailableException {
        for (int attempt = 0; ; attempt++) {
            try {
                return resolver.lookup(name, DnsResolver.Type.A);
            } catch (DnsUnavailableException e) {
                if (attempt == 3) {
                    throw e;
                }
            }
        }
    }

    /** Answers each question with 192.0.2.1 until the socket is closed. */
    private static void answer(DatagramSocket server, List<String> asked) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                server.receive(packet);
                Message reply = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                asked.add(reply.getQuestion().getName().toString());
                reply.getHeader().setFlag(Flags.QR);
                reply.removeAllRecords(Section.ADDITIONAL);
                reply.addRecord(
                        new ARecord(reply.getQuestion().getName(), DClass.IN, 60, InetAddress.getByName("192.0.2.1")),
                        Section.ANSWER);
                byte[] wire = reply.toWire();
                server.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            return; // closed
        }
    }
}
