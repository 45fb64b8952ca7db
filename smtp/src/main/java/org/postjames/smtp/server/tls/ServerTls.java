package org.postjames.smtp.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;
import org.postjames.tls.PemFile;

/** What one smtpd service offers of TLS: how much is demanded, and the certificate. Immutable. */
public final class ServerTls {
    private final boolean offered;
    private final boolean enforced;
    private final boolean wrapperMode;
    private final boolean logged;
    private final String[] protocols;
    private final @Nullable SSLContext context;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    public ServerTls(PostfixConfig config) {
        String level = config.get(TlsParameters.SMTPD_TLS_SECURITY_LEVEL).toLowerCase(Locale.ROOT);
        wrapperMode = config.get(TlsParameters.SMTPD_TLS_WRAPPERMODE);
        boolean known = level.isEmpty() || List.of("none", "may", "encrypt").contains(level);
        if (!known) {
            // as postconf(5) has it: "verify" and above mean "encrypt" in an SMTP server
            warn(
                    "smtpd_tls_security_level",
                    "unsupported \"smtpd_tls_security_level\": " + level + ", using \"encrypt\"");
        }
        boolean byLevel = !level.isEmpty();
        enforced = wrapperMode
                || (byLevel
                        ? !level.equals("none") && !level.equals("may")
                        : config.get(TlsParameters.SMTPD_ENFORCE_TLS));
        offered = enforced || (byLevel ? !level.equals("none") : config.get(TlsParameters.SMTPD_USE_TLS));
        String logLevel = config.get(TlsParameters.SMTPD_TLS_LOGLEVEL);
        logged = !logLevel.isEmpty() && !logLevel.equals("0");
        List<String> words =
                config.get(enforced ? TlsParameters.SMTPD_TLS_MANDATORY_PROTOCOLS : TlsParameters.SMTPD_TLS_PROTOCOLS);
        List<String> enabled = TlsProtocols.enabled(words).orElse(List.of());
        if (enabled.isEmpty()) {
            warn("smtpd_tls_protocols", "Invalid TLS protocol list \"" + String.join(" ", words) + "\"");
        }
        protocols = enabled.toArray(new String[0]);
        context = offered && !enabled.isEmpty() ? context(config) : null;
    }

    private @Nullable SSLContext context(PostfixConfig config) {
        String files = String.join(", ", config.get(TlsParameters.SMTPD_TLS_CHAIN_FILES));
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            List<String> chainFiles = config.get(TlsParameters.SMTPD_TLS_CHAIN_FILES);
            for (String file : chainFiles) {
                files = file;
                addChains(store, PemFile.read(Path.of(file)).inOrder());
            }
            if (chainFiles.isEmpty()) {
                files = addPair(
                        store,
                        config.get(TlsParameters.SMTPD_TLS_CERT_FILE),
                        config.get(TlsParameters.SMTPD_TLS_KEY_FILE));
                addPair(
                        store,
                        config.get(TlsParameters.SMTPD_TLS_ECCERT_FILE),
                        config.get(TlsParameters.SMTPD_TLS_ECKEY_FILE));
            }
            if (store.size() == 0) {
                warn("smtpd_tls_cert_file", "No server certs available. TLS won't be enabled");
                return null;
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(keys.getKeyManagers(), null, null);
            return made;
        } catch (IOException | GeneralSecurityException e) {
            warn("smtpd_tls_cert_file", "cannot load server certificate or key from " + files + ": " + e.getMessage());
            return null;
        }
    }

    private static String addPair(KeyStore store, String certFile, String keyFile)
            throws IOException, GeneralSecurityException {
        if (certFile.isEmpty() || certFile.equals("none")) {
            return certFile;
        }
        List<X509Certificate> chain = PemFile.read(Path.of(certFile)).certificates();
        PrivateKey key = PemFile.read(Path.of(keyFile)).key();
        if (key == null || chain.isEmpty()) {
            throw new GeneralSecurityException("no " + (key == null ? "private key" : "certificate") + " found");
        }
        store.setKeyEntry("pair" + store.size(), key, new char[0], chain.toArray(new Certificate[0]));
        return certFile;
    }

    /** Each key is followed by its chain. */
    private static void addChains(KeyStore store, List<Object> items) throws GeneralSecurityException {
        PrivateKey key = null;
        List<Certificate> chain = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof PrivateKey next) {
                store(store, key, chain);
                key = next;
                chain.clear();
            } else if (item instanceof Certificate certificate) {
                chain.add(certificate);
            }
        }
        store(store, key, chain);
    }

    private static void store(KeyStore store, @Nullable PrivateKey key, List<Certificate> chain)
            throws GeneralSecurityException {
        if (key != null && !chain.isEmpty()) {
            store.setKeyEntry("chain" + store.size(), key, new char[0], chain.toArray(new Certificate[0]));
        }
    }

    private void warn(String parameter, String text) {
        diagnostics.add(Diagnostic.warning(new Origin(parameter, 0), text));
    }

    /** STARTTLS is announced. */
    public boolean offered() {
        return offered;
    }

    /** No mail without TLS. */
    public boolean enforced() {
        return enforced;
    }

    /** TLS from the first byte. */
    public boolean wrapperMode() {
        return wrapperMode;
    }

    /** {@code smtpd_tls_loglevel} of 1 and more. */
    public boolean logged() {
        return logged;
    }

    public boolean hasCertificate() {
        return context != null;
    }

    public List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    /** Negotiates over a connected socket and waits for the handshake. */
    public SSLSocket accept(Socket socket, int timeoutMillis) throws IOException {
        if (context == null) {
            throw new IOException("no server certificate");
        }
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setUseClientMode(false);
        tls.setEnabledProtocols(protocols);
        tls.setSoTimeout(timeoutMillis);
        tls.startHandshake();
        return tls;
    }
}
