package org.postjames.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.postjames.tls.AnyCertificate;
import org.postjames.tls.CertificateFiles;

/** A mail server that takes everything, with STARTTLS, and remembers what each client showed. */
final class TlsSink implements AutoCloseable {
    /**
     * What the server does.
     *
     * @param chain a PEM file with key and certificates; empty: STARTTLS is not offered
     * @param refuse the answer to STARTTLS, or nothing
     * @param protocols those of the JDK's that are spoken, or none for its own choice
     * @param suites the same for the ciphers
     * @param wrapped TLS from the first byte
     */
    record Manner(String chain, String refuse, List<String> protocols, List<String> suites, boolean wrapped) {
        static Manner with(Path chain) {
            return new Manner(chain.toString(), "", List.of(), List.of(), false);
        }

        Manner speaking(String... versions) {
            return new Manner(chain, refuse, List.of(versions), suites, wrapped);
        }

        Manner using(String... names) {
            return new Manner(chain, refuse, protocols, List.of(names), wrapped);
        }

        Manner refusing(String reply) {
            return new Manner(chain, reply, protocols, suites, wrapped);
        }

        Manner fromTheStart() {
            return new Manner(chain, refuse, protocols, suites, true);
        }
    }

    /** {@code NAME of the server, subject of the client}, one a handshake. */
    final Queue<String> shown = new ConcurrentLinkedQueue<>();

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Manner manner;

    TlsSink(Manner manner) throws IOException {
        this.manner = manner;
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.setSoTimeout(60_000);
            converse(manner.wrapped() ? secured(socket) : socket, true);
        } catch (IOException | GeneralSecurityException e) {
            // the client went away; its log tells
        }
    }

    private void converse(Socket socket, boolean greet) throws IOException, GeneralSecurityException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        if (greet) {
            say(out, "220 sink ESMTP");
        }
        boolean content = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (content) {
                content = !line.equals(".");
                if (!content) {
                    say(out, "250 2.0.0 Ok");
                }
                continue;
            }
            String verb = line.split(" ")[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO", "LHLO" -> {
                    boolean offer = !manner.chain().isEmpty() && !(socket instanceof SSLSocket);
                    say(out, offer ? "250-sink\r\n250-STARTTLS\r\n250 8BITMIME" : "250-sink\r\n250 8BITMIME");
                }
                case "STARTTLS" -> {
                    say(out, manner.refuse().isEmpty() ? "220 2.0.0 Ready" : manner.refuse());
                    if (manner.refuse().isEmpty()) {
                        converse(secured(socket), false);
                        return;
                    }
                }
                case "DATA" -> {
                    say(out, "354 go");
                    content = true;
                }
                case "QUIT" -> {
                    say(out, "221 2.0.0 Bye");
                    return;
                }
                default -> say(out, "250 2.0.0 Ok");
            }
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private SSLSocket secured(Socket socket) throws IOException, GeneralSecurityException {
        KeyStore store = new CertificateFiles(List.of(manner.chain()), List.of()).load(text -> {});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new AnyCertificate()}, null);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setUseClientMode(false);
        tls.setWantClientAuth(true);
        if (!manner.protocols().isEmpty()) {
            tls.setEnabledProtocols(manner.protocols().toArray(new String[0]));
        }
        if (!manner.suites().isEmpty()) {
            tls.setEnabledCipherSuites(manner.suites().toArray(new String[0]));
        }
        try {
            tls.startHandshake();
        } catch (IOException e) {
            shown.add("handshake failed");
            throw e;
        }
        String client = "none";
        try {
            client = ((X509Certificate) tls.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException e) {
            client = "none"; // it has no certificate
        }
        List<SNIServerName> names = ((ExtendedSSLSession) tls.getSession()).getRequestedServerNames();
        shown.add((names.isEmpty() ? "no name" : new String(names.getFirst().getEncoded(), StandardCharsets.US_ASCII))
                + ", " + client);
        return tls;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
