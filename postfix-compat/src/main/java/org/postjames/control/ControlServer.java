package org.postjames.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;
import org.postjames.log.MailLog;

/** The server's side of the control socket: a Unix-domain stream listener on a virtual thread, one handler per request. */
public final class ControlServer implements AutoCloseable {
    private static final int MAX_REQUEST = 2048;
    private static final int MAX_CONNECTIONS = 50;

    private final Path socket;
    private final Map<String, Handler> handlers;
    private final Map<String, Conversation> conversations;
    private final Gate gate;
    private final MailLog log;
    private final ServerSocketChannel listener;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);

    /** Serves one kind of request. Runs on its own virtual thread. */
    public interface Handler {
        /**
         * @param argument what followed the name, or empty
         * @param data what is written here follows the reply line, and is seen by the client as soon as it is flushed
         * @return the reply; must be returned before anything is written unless it is OK: the first byte written sends an OK
         */
        ControlReply handle(String argument, Writer data) throws IOException;
    }

    /** Whether a user may ask for something. */
    public interface Gate {
        Gate OPEN = (user, request) -> true;

        /** @param user the login name of who runs the command, as the system says */
        boolean admits(String user, String request);
    }

    /** Takes a connection over, after the OK. Runs on its own virtual thread; the connection ends with it. */
    public interface Conversation {
        /** @param user the login name of who runs the command, as the system says */
        void talk(String user, InputStream in, OutputStream out) throws IOException;
    }

    /** Without conversations. */
    public ControlServer(Path socket, Map<String, Handler> handlers, MailLog log) throws IOException {
        this(socket, handlers, Map.of(), Gate.OPEN, log);
    }

    /** Binds the socket, replacing what an earlier server left. Mode 0666 as Postfix's {@code public/} sockets: the directory says who may come in. */
    public ControlServer(
            Path socket, Map<String, Handler> handlers, Map<String, Conversation> conversations, Gate gate, MailLog log)
            throws IOException {
        this.gate = gate;
        this.conversations = Map.copyOf(conversations);
        this.socket = socket;
        this.handlers = Map.copyOf(handlers);
        this.log = log;
        Files.deleteIfExists(socket);
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    /** Starts to answer. */
    public void start() {
        Thread.ofVirtual().name("control").start(this::accept);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("control-client").start(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                if (listener.isOpen()) {
                    log.warning("master", "accept connection on control socket: " + e.getMessage());
                }
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            InputStream in = Channels.newInputStream(client);
            String line = readRequest(in);
            int space = line.indexOf(' ');
            String name = space < 0 ? line : line.substring(0, space);
            String user =
                    client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!gate.admits(user, name)) {
                new ReplyWriter(Channels.newOutputStream(client))
                        .finish(new ControlReply(ControlReply.Status.FAIL, "permission denied"));
                return;
            }
            Conversation conversation = conversations.get(name);
            if (conversation != null) {
                OutputStream out = Channels.newOutputStream(client);
                out.write((ControlReply.OK.line() + "\n").getBytes(StandardCharsets.ISO_8859_1));
                conversation.talk(user, in, out);
                return;
            }
            Handler handler = handlers.get(name);
            ReplyWriter out = new ReplyWriter(Channels.newOutputStream(client));
            ControlReply reply = handler == null
                    ? new ControlReply(ControlReply.Status.BAD, "unknown request")
                    : handler.handle(space < 0 ? "" : line.substring(space + 1), out);
            out.finish(reply);
        } catch (IOException e) {
            // Postfix differs: a client that goes away is no news here, because mailq | head does it every day.
            log.log("master", org.postjames.diagnostic.Diagnostic.Severity.INFO, "control client: " + e.getMessage());
        } finally {
            connections.release();
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() >= MAX_REQUEST) {
                throw new IOException("request too long");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(socket);
    }

    /** Sends {@code OK} before the first data. */
    private static final class ReplyWriter extends Writer {
        private final OutputStreamWriter out;
        private boolean replied;

        ReplyWriter(OutputStream out) {
            this.out = new OutputStreamWriter(new java.io.BufferedOutputStream(out, 8192), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            reply(ControlReply.OK);
            out.write(buffer, offset, length);
        }

        private void reply(ControlReply reply) throws IOException {
            if (!replied) {
                replied = true;
                out.write(reply.line());
                out.write('\n');
            }
        }

        void finish(ControlReply reply) throws IOException {
            reply(reply);
            out.flush();
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
