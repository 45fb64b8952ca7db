package org.postjames.smtp.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;
import org.postjames.table.Tables;
import org.postjames.tls.AnyCertificate;
import org.postjames.tls.CertificateFiles;
import org.postjames.tls.CertificateFiles.Pair;
import org.postjames.tls.EllipticCurves;
import org.postjames.tls.OpenSslCipherList;
import org.postjames.tls.TlsLogFeature;
import org.postjames.tls.TlsProtocols;
import org.postjames.tls.TrustedAuthorities;

/** What one smtpd service offers of TLS: how much is demanded, the certificates, the ciphers. Renewed certificates are taken up by themselves. */
public final class ServerTls {
    private final boolean offered;
    private final boolean enforced;
    private final boolean wrapperMode;
    private final Set<TlsLogFeature> logged;
    private final boolean asks;
    private final boolean requires;
    private final String[] protocols;
    private final boolean preempts;
    private final SessionResumption resumption;
    private final List<X509Certificate> named = new ArrayList<>();
    private final ClientTrust trust;
    private final CertificateFiles certificates;
    private final ServerNames names;
    private final List<String> suites;
    private String cipherList = "";
    private final List<String> curves;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private @Nullable ServerKeys keys;
    private @Nullable SSLContext context;
    private String loaded = "";

    /** @param tables opens {@code tls_server_sni_maps} */
    public ServerTls(PostfixConfig config, Tables tables) {
        names = new ServerNames(tables.fileMaps(config.get(TlsParameters.TLS_SERVER_SNI_MAPS)));
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
        logged = TlsLogFeature.of(logLevel);
        if (offered) {
            TlsLogFeature.unknown(TlsParameters.SMTPD_TLS_LOGLEVEL.name(), logLevel)
                    .ifPresent(text -> warn(TlsParameters.SMTPD_TLS_LOGLEVEL.name(), text));
        }
        requires = offered && enforced && config.get(TlsParameters.SMTPD_TLS_REQ_CCERT);
        asks = offered && (requires || config.get(TlsParameters.SMTPD_TLS_ASK_CCERT));
        if (offered && !enforced && config.get(TlsParameters.SMTPD_TLS_REQ_CCERT)) {
            warn("smtpd_tls_req_ccert", "Can't require client certs unless TLS is required");
        }
        preempts = config.get(TlsParameters.TLS_PREEMPT_CIPHERLIST);
        resumption = new SessionResumption(config, offered ? this::warn : (parameter, text) -> {});
        List<String> words =
                config.get(enforced ? TlsParameters.SMTPD_TLS_MANDATORY_PROTOCOLS : TlsParameters.SMTPD_TLS_PROTOCOLS);
        List<String> enabled = TlsProtocols.enabled(words).orElse(List.of());
        if (enabled.isEmpty()) {
            warn("smtpd_tls_protocols", "Invalid TLS protocol list \"" + String.join(" ", words) + "\"");
        }
        protocols = enabled.toArray(new String[0]);
        certificates = certificates(config);
        trust = trust(config);
        suites = offered ? suites(config) : List.of();
        EllipticCurves wanted = EllipticCurves.of(config.get(TlsParameters.TLS_EECDH_AUTO_CURVES));
        curves = wanted.groups();
        if (offered && !wanted.unknown().isEmpty()) {
            // Postfix differs: any curve of OpenSSL's may be named, because that is its library; the TLS of Java has
            // X25519,
            // X448 and the three of NIST's
            warn("tls_eecdh_auto_curves", "no curve here for " + String.join(", ", wanted.unknown()));
        }
        if (offered && !enabled.isEmpty()) {
            loaded = certificates.state();
            context = context(diagnostics);
        }
    }

    private static CertificateFiles certificates(PostfixConfig config) {
        return new CertificateFiles(
                config.get(TlsParameters.SMTPD_TLS_CHAIN_FILES),
                List.of(
                        new Pair(
                                config.get(TlsParameters.SMTPD_TLS_CERT_FILE),
                                config.get(TlsParameters.SMTPD_TLS_KEY_FILE)),
                        new Pair(
                                config.get(TlsParameters.SMTPD_TLS_DCERT_FILE),
                                config.get(TlsParameters.SMTPD_TLS_DKEY_FILE)),
                        new Pair(
                                config.get(TlsParameters.SMTPD_TLS_ECCERT_FILE),
                                config.get(TlsParameters.SMTPD_TLS_ECKEY_FILE))));
    }

    private ClientTrust trust(PostfixConfig config) {
        List<X509Certificate> authorities = new ArrayList<>();
        String digest = ClientTrust.javaDigest(config.get(TlsParameters.SMTPD_TLS_FINGERPRINT_DIGEST));
        if (asks) {
            String file = config.get(TlsParameters.SMTPD_TLS_CAFILE);
            String directory = config.get(TlsParameters.SMTPD_TLS_CAPATH);
            try {
                named.addAll(TrustedAuthorities.file(file));
                authorities.addAll(named);
                authorities.addAll(TrustedAuthorities.directory(directory));
            } catch (IOException | GeneralSecurityException e) {
                warn(
                        "smtpd_tls_CAfile",
                        "cannot load Certification Authority data, CAfile=\"" + file + "\", CApath=\"" + directory
                                + "\": " + e.getMessage());
            }
        }
        try {
            MessageDigest.getInstance(digest);
        } catch (NoSuchAlgorithmException e) {
            warn("smtpd_tls_fingerprint_digest", "digest algorithm \"" + digest + "\" not found, using sha256");
            digest = "SHA-256";
        }
        return new ClientTrust(authorities, config.get(TlsParameters.SMTPD_TLS_CCERT_VERIFYDEPTH), digest);
    }

    private List<String> suites(PostfixConfig config) {
        String grade =
                config.get(enforced ? TlsParameters.SMTPD_TLS_MANDATORY_CIPHERS : TlsParameters.SMTPD_TLS_CIPHERS);
        List<String> exclusions = new ArrayList<>(config.get(TlsParameters.SMTPD_TLS_EXCLUDE_CIPHERS));
        if (enforced) {
            exclusions.addAll(config.get(TlsParameters.SMTPD_TLS_MANDATORY_EXCLUDE_CIPHERS));
        }
        if (asks) {
            exclusions.add("aNULL"); // nobody would have to show a certificate
        }
        Parameter<String> list =
                switch (grade.toLowerCase(Locale.ROOT)) {
                    case "high" -> TlsParameters.TLS_HIGH_CIPHERLIST;
                    case "low" -> TlsParameters.TLS_LOW_CIPHERLIST;
                    case "export" -> TlsParameters.TLS_EXPORT_CIPHERLIST;
                    case "null" -> TlsParameters.TLS_NULL_CIPHERLIST;
                    default -> TlsParameters.TLS_MEDIUM_CIPHERLIST;
                };
        if (!List.of("high", "medium", "low", "export", "null").contains(grade.toLowerCase(Locale.ROOT))) {
            warn("smtpd_tls_ciphers", "invalid TLS cipher grade: \"" + grade + "\", using \"medium\"");
        }
        try {
            List<String> available =
                    List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
            cipherList = config.get(list) + excluded(exclusions);
            OpenSslCipherList ciphers = new OpenSslCipherList(config.get(list), exclusions, available);
            if (!ciphers.unknown().isEmpty()) {
                // Postfix differs: any word of OpenSSL's means something in a cipher list, because that is its library;
                // the TLS of Java has other suites, and says which words mean none of them
                warn(list.name(), "no cipher suite here for " + String.join(", ", ciphers.unknown()));
            }
            return ciphers.suites();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static String excluded(List<String> exclusions) {
        return exclusions.isEmpty() ? "" : ":!" + String.join(":", exclusions).replace(":", ":!");
    }

    private @Nullable SSLContext context(List<Diagnostic> faults) {
        try {
            KeyStore store = certificates.load(text -> faults.add(warning("smtpd_tls_dcert_file", text)));
            if (store.size() == 0) {
                faults.add(warning("smtpd_tls_cert_file", "No server certs available. TLS won't be enabled"));
                return null;
            }
            ServerKeys read = new ServerKeys(store, names);
            keys = read;
            return context(read);
        } catch (IOException | GeneralSecurityException e) {
            faults.add(warning(
                    "smtpd_tls_cert_file",
                    "cannot load server certificate or key from " + String.join(", ", certificates.files()) + ": "
                            + e.getMessage()));
            return null;
        }
    }

    private SSLContext context(ServerKeys ours) throws GeneralSecurityException {
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(new KeyManager[] {ours}, new TrustManager[] {new AnyCertificate(named)}, null);
        resumption.configure(made);
        return made;
    }

    private void warn(String parameter, String text) {
        diagnostics.add(warning(parameter, text));
    }

    private static Diagnostic warning(String parameter, String text) {
        return Diagnostic.warning(new Origin(parameter, 0), text);
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

    /** Whether {@code smtpd_tls_loglevel} asks for it; who has to show a trusted certificate is told what is wrong with his. */
    public boolean logs(TlsLogFeature feature) {
        return logged.contains(feature) || requires && feature == TlsLogFeature.UNTRUSTED;
    }

    /** The cipher list in OpenSSL's words, with what is excluded. */
    public String cipherList() {
        return cipherList;
    }

    /** {@code smtpd_tls_ask_ccert}. */
    public boolean asksForCertificates() {
        return asks;
    }

    /** Without a trusted certificate the session ends. */
    public boolean requiresCertificates() {
        return requires;
    }

    public synchronized boolean hasCertificate() {
        return context != null;
    }

    public List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    /** The context for a new session; made anew when the files have changed, unless they cannot be read. */
    private synchronized @Nullable SSLContext current() throws IOException {
        String now = certificates.state();
        if (context != null && !now.equals(loaded)) {
            SSLContext renewed = context(new ArrayList<>());
            if (renewed != null) {
                context = renewed;
                loaded = now;
            }
        }
        ServerKeys ours = keys;
        if (context == null || ours == null || resumption.possible()) {
            return context;
        }
        try {
            return context(ours); // its tickets and sessions end with it
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Negotiates over a connected socket and waits for the handshake. */
    public Handshaken accept(Socket socket, int timeoutMillis, TlsLog log) throws IOException {
        SSLContext now = current();
        if (now == null) {
            throw new IOException("no server certificate");
        }
        long started = System.currentTimeMillis();
        SSLSocket tls = (SSLSocket) now.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setUseClientMode(false);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(suites.toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(preempts);
        if (!curves.isEmpty()) {
            parameters.setNamedGroups(curves.toArray(new String[0]));
        }
        if (asks) {
            parameters.setWantClientAuth(true);
        }
        ServerNames.Requested requested = names.requested(log);
        if (!names.isEmpty()) {
            parameters.setSNIMatchers(List.of(requested));
        }
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(timeoutMillis);
        tls.startHandshake();
        return Handshaken.of(tls, tls.getSession().getCreationTime() < started, requested.name(), trust);
    }
}
