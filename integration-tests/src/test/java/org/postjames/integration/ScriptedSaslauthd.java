package org.postjames.integration;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as saslauthd(8) does, on a socket of its own: every user's password is {@code secret}; of {@code vanish} it hangs up. */
final class ScriptedSaslauthd implements AutoCloseable {
    /** Login, password, service and realm of each request, with blanks between. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

    ScriptedSaslauthd(Path socket) throws IOException {
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        Thread.ofPlatform().daemon().start(() -> {
            while (listener.isOpen()) {
                try (SocketChannel channel = listener.accept()) {
                    answer(channel);
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    private void answer(SocketChannel channel) throws IOException {
        DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            fields.add(new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.ISO_8859_1));
        }
        requests.add(String.join(" ", fields));
        if (fields.get(1).equals("vanish")) {
            return;
        }
        String text = fields.get(1).equals("secret") ? "OK" : "NO Incorrect password";
        ByteBuffer answer = ByteBuffer.allocate(text.length() + 2);
        answer.putShort((short) text.length())
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .flip();
        channel.write(answer);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
