package org.postjames.smtp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answers;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

class DnsjavaResolverTest {
    @Test
    void lookupShouldAskForTheAsciiFormOfAName() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> answer(server));
            String name = new String("Straße.Test".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            Answers answers = new DnsjavaResolver(
                            new InetSocketAddress(server.getLocalAddress(), server.getLocalPort()))
                    .lookup(name, DnsResolver.Type.A);
            assertThat(answers.records()).extracting(DnsResolver.Answer::data).containsExactly("192.0.2.1");
            assertThat(asked.join()).isEqualTo("xn--strae-oqa.test.");
        }
    }

    /** Answers one question with 192.0.2.1 and says what was asked. */
    private static String answer(DatagramSocket server) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            Message reply = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            reply.getHeader().setFlag(Flags.QR);
            reply.removeAllRecords(Section.ADDITIONAL);
            reply.addRecord(
                    new ARecord(reply.getQuestion().getName(), DClass.IN, 60, InetAddress.getByName("192.0.2.1")),
                    Section.ANSWER);
            byte[] wire = reply.toWire();
            server.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            return reply.getQuestion().getName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
