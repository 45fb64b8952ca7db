package org.postjames.smtp.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.SSLContext;
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
        Socket plain = connection.socket();
        plain.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, connection.host, connection.port, true);
        socket.setUseClientMode(true);
        socket.startHandshake();
        connection.secure(socket);
        return socket.getSession();
    }
}
