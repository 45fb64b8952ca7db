package org.postjames.integration;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.postjames.tls.AnyCertificate;
import org.postjames.tls.PemFile;

/** A client that trusts every server and shows one certificate, whether the server wants one like that or not. */
final class TlsClient extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final PrivateKey key;
    private final X509Certificate[] chain;

    private TlsClient(PemFile pem) {
        this.key = pem.key();
        this.chain = pem.certificates().toArray(new X509Certificate[0]);
    }

    /**
     * @param words a PEM file with key and certificate, or {@code -} for none; the only protocol, or {@code -}; the only cipher suite, in Java's words, or
     *     {@code -}; the name by which it calls the server, or {@code -} for none
     * @throws IOException if the handshake fails
     */
    static SSLSocket start(Socket plain, String[] words) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = words[0].equals("-")
                ? new KeyManager[0]
                : new KeyManager[] {new TlsClient(PemFile.read(Path.of(words[0])))};
        context.init(keys, new TrustManager[] {new AnyCertificate()}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "mail.example.test", plain.getPort(), false);
        if (words.length > 1 && !words[1].equals("-")) {
            socket.setEnabledProtocols(new String[] {words[1]});
        }
        if (words.length > 2 && !words[2].equals("-")) {
            socket.setEnabledCipherSuites(new String[] {words[2]});
        }
        if (words.length > 3) {
            SSLParameters parameters = socket.getSSLParameters();
            byte[] name = words[3].getBytes(StandardCharsets.US_ASCII);
            parameters.setServerNames(words[3].equals("-") ? List.of() : List.of(new Name(name)));
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /** A name of any form. */
    private static final class Name extends SNIServerName {
        Name(byte[] name) {
            super(StandardConstants.SNI_HOST_NAME, name);
        }
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }
}
