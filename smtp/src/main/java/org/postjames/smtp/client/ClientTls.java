package org.postjames.smtp.client;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.postjames.tls.AnyCertificate;

/** TLS to servers whose certificates nobody checks: encryption against listeners, as the levels {@code may} and {@code encrypt} mean it. */
final class ClientTls {
    private final SSLContext context;

    ClientTls() {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Shakes hands and goes on over TLS. */
    SSLSession start(SmtpConnection connection, Duration timeout) throws IOException {
        if (!(connection.link() instanceof Link.Tcp tcp)) {
            throw new SSLException("no TLS over unix-domain sockets");
        }
        tcp.timeout(timeout);
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(tcp.socket(), connection.host, connection.port, true);
        socket.setUseClientMode(true);
        socket.startHandshake();
        connection.secure(socket);
        return socket.getSession();
    }
}
