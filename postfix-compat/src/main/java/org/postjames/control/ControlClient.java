package org.postjames.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postjames.config.PostfixConfig;

/** A command's side of the control socket: one request, one answer. */
public final class ControlClient {
    private final Path socket;

    public ControlClient(PostfixConfig config) {
        this(ControlSocket.path(config));
    }

    public ControlClient(Path socket) {
        this.socket = socket;
    }

    /** An answer whose data is read while it comes. Closing it ends the connection. */
    public record Answer(ControlReply reply, BufferedReader data) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            data.close();
        }
    }

    /**
     * Sends a request and reads the first line of the answer.
     *
     * @param argument what follows the name, or empty; never contains a line end
     * @throws ServerDownException if no server listens; its message is the system's, as Postfix prints it
     */
    public Answer ask(String request, String argument) throws IOException {
        if (argument.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("line end in a request");
        }
        SocketChannel channel = connect();
        boolean done = false;
        try {
            String line = argument.isEmpty() ? request + "\n" : request + " " + argument + "\n";
            ByteBuffer buffer = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            InputStream in = Channels.newInputStream(channel);
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
            String first = reader.readLine();
            done = true;
            return new Answer(ControlReply.parse(first == null ? "FAIL no response" : first), reader);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    /** Sends a request whose answer has no data of interest. */
    public ControlReply request(String request, String argument) throws IOException {
        try (Answer answer = ask(request, argument)) {
            return answer.reply();
        }
    }

    /**
     * Begins a conversation.
     *
     * @return the connection, which the caller closes
     * @throws ServerDownException if no server listens
     */
    public SocketChannel talk(String request) throws IOException {
        SocketChannel channel = connect();
        boolean done = false;
        try {
            ByteBuffer buffer = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.ISO_8859_1));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            StringBuilder line = new StringBuilder();
            ByteBuffer octet = ByteBuffer.allocate(1);
            while (channel.read(octet) > 0 && octet.get(0) != '\n') {
                line.append((char) (octet.get(0) & 0xff));
                octet.clear();
            }
            ControlReply reply = ControlReply.parse(line.isEmpty() ? "FAIL no response" : line.toString());
            if (reply.status() != ControlReply.Status.OK) {
                throw new IOException(reply.text());
            }
            done = true;
            return channel;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new ServerDownException(reason(e), e);
        }
    }

    private String reason(IOException e) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("Permission denied")) {
            return "Permission denied";
        }
        return Files.exists(socket) ? "Connection refused" : "No such file or directory";
    }
}
