package org.postjames.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlClient;
import org.postjames.control.ControlSocket;

/** {@code sendmail -bs}: SMTP on standard input and output. The running server speaks it. // smtpd(8) -S */
// Postfix differs: without a running server there is no session, because the SMTP engine lives there; Postfix starts an
// smtpd that leaves mail in maildrop.
final class StandAloneSession {
    private static final int BUFFER = 8192;

    private StandAloneSession() {}

    static int run(PostfixConfig config, InputStream in, PrintStream out) throws CommandFailure {
        try (SocketChannel server = new ControlClient(config).talk(ControlSocket.SMTP)) {
            Thread.ofPlatform().daemon().start(() -> send(in, server));
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (server.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
                buffer.clear();
            }
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("-bs: " + CommandMessages.reason(e), SendmailOptions.EX_TEMPFAIL);
        }
    }

    private static void send(InputStream in, SocketChannel server) {
        byte[] data = new byte[BUFFER];
        try {
            for (int count = in.read(data); count >= 0; count = in.read(data)) {
                ByteBuffer buffer = ByteBuffer.wrap(data, 0, count);
                while (buffer.hasRemaining()) {
                    server.write(buffer);
                }
            }
            server.shutdownOutput();
        } catch (IOException e) {
            // the server has ended the session; what it said is on standard output
        }
    }
}
