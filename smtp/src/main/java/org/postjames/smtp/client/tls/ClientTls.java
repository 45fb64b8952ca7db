package org.postjames.smtp.client.tls;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.postjames.config.Parameter;
import org.postjames.log.MailLog;
import org.postjames.tls.AnyCertificate;
import org.postjames.tls.CertificateFiles;
import org.postjames.tls.CertificateFiles.Pair;
import org.postjames.tls.CipherNames;
import org.postjames.tls.EllipticCurves;
import org.postjames.tls.OpenSslCipherList;
import org.postjames.tls.TlsLogFeature;
import org.postjames.tls.TlsProtocols;
import org.postjames.tls.TrustedAuthorities;

/**
 * The client's side of TLS. The handshake takes every certificate; whether it is the right one is judged, and told, when it is over. // tls_client.c:
 * tls_client_start()
 */
public final class ClientTls {
    private static final int CACHED = 1000;

    private final TlsSettings settings;
    private final MailLog log;
    private final String program;
    private final CertificateFiles certificates;
    private final boolean caching;
    private final Set<TlsLogFeature> shown;
    private final AtomicLong handshakes = new AtomicLong();
    private @Nullable SSLContext context;
    private @Nullable PeerTrust trust;
    private boolean disabled;
    private String loaded = "";

    public ClientTls(TlsSettings settings, MailLog log, String program) {
        this.settings = settings;
        this.log = log;
        this.program = program;
        String words = settings.get(ClientTlsParameters.SMTP_TLS_LOGLEVEL);
        shown = TlsLogFeature.of(words);
        TlsLogFeature.unknown(
                        settings.own(ClientTlsParameters.SMTP_TLS_LOGLEVEL).name(), words)
                .ifPresent(text -> log.warning(program, text));
        certificates = new CertificateFiles(
                settings.get(ClientTlsParameters.SMTP_TLS_CHAIN_FILES),
                List.of(
                        pair(ClientTlsParameters.SMTP_TLS_CERT_FILE, ClientTlsParameters.SMTP_TLS_KEY_FILE),
                        pair(ClientTlsParameters.SMTP_TLS_DCERT_FILE, ClientTlsParameters.SMTP_TLS_DKEY_FILE),
                        pair(ClientTlsParameters.SMTP_TLS_ECCERT_FILE, ClientTlsParameters.SMTP_TLS_ECKEY_FILE)));
        caching = !settings.get(ClientTlsParameters.SMTP_TLS_SESSION_CACHE_DATABASE)
                        .isEmpty()
                && !settings.get(ClientTlsParameters.SMTP_TLS_SESSION_CACHE_TIMEOUT)
                        .isZero();
    }

    private Pair pair(Parameter<String> certificate, Parameter<String> key) {
        return new Pair(settings.get(certificate), settings.get(key));
    }

    /** Whether TLS can be had at all; certificates or authorities that cannot be read switch it off. // smtp_tls_ctx == 0 */
    public synchronized boolean isAvailable() {
        String now = certificates.state()
                + settings.get(ClientTlsParameters.SMTP_TLS_CAFILE)
                + settings.get(ClientTlsParameters.SMTP_TLS_CAPATH);
        if (context == null && !disabled || !now.equals(loaded)) {
            loaded = now;
            disabled = !load();
        }
        return !disabled;
    }

    private boolean load() {
        context = null;
        String file = settings.get(ClientTlsParameters.SMTP_TLS_CAFILE);
        String directory = settings.get(ClientTlsParameters.SMTP_TLS_CAPATH);
        try {
            trust = new PeerTrust(
                    authorities(file, directory),
                    settings.get(ClientTlsParameters.SMTP_TLS_SCERT_VERIFYDEPTH),
                    digest());
        } catch (IOException | GeneralSecurityException e) {
            String names = Stream.of(
                            file.isEmpty() ? "" : "CAfile=\"" + file + "\"",
                            directory.isEmpty() ? "" : "CApath=\"" + directory + "\"")
                    .filter(text -> !text.isEmpty())
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
            log.info(program, "cannot load Certification Authority data, " + names + ": disabling TLS support");
            return false;
        }
        try {
            KeyStore store = certificates.load(text -> log.warning(program, text));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            KeyManager[] managers = store.size() == 0 ? null : keys.getKeyManagers();
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(managers, new TrustManager[] {new AnyCertificate()}, null);
            made.getClientSessionContext().setSessionCacheSize(caching ? CACHED : 1);
            if (caching) {
                made.getClientSessionContext().setSessionTimeout((int) Math.max(
                        1,
                        settings.get(ClientTlsParameters.SMTP_TLS_SESSION_CACHE_TIMEOUT)
                                .toSeconds()));
            }
            context = made;
            return true;
        } catch (IOException | GeneralSecurityException e) {
            log.warning(
                    program,
                    "cannot get certificate or private key from file " + String.join(", ", certificates.files())
                            + ": disabling TLS support");
            return false;
        }
    }

    private List<X509Certificate> authorities(String file, String directory)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> all = new ArrayList<>(TrustedAuthorities.file(file));
        all.addAll(TrustedAuthorities.directory(directory));
        if (settings.get(ClientTlsParameters.TLS_APPEND_DEFAULT_CA) && !(file.isEmpty() && directory.isEmpty())) {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    all.addAll(List.of(x509.getAcceptedIssuers()));
                }
            }
        }
        return all;
    }

    private String digest() throws GeneralSecurityException {
        String name =
                settings.get(ClientTlsParameters.SMTP_TLS_FINGERPRINT_DIGEST).toUpperCase(Locale.ROOT);
        String java = name.matches("SHA(1|224|256|384|512)") ? "SHA-" + name.substring(3) : name;
        MessageDigest.getInstance(java);
        return java;
    }

    /**
     * Shakes hands over a connected socket and tells the log of it.
     *
     * @return nothing if it failed, which has been told
     */
    public Optional<SecuredSocket> start(Socket socket, TlsServer server, TlsPolicy policy, Duration timeout) {
        SSLContext current;
        PeerTrust judge;
        synchronized (this) {
            current = context;
            judge = trust;
        }
        Optional<List<String>> protocols = TlsProtocols.enabled(policy.protocols().stream()
                .flatMap(word -> PolicyEntry.split(word, ":").stream())
                .toList());
        if (protocols.isEmpty() || current == null || judge == null) {
            log.warning(
                    program,
                    server.nameAddressPort() + ": Invalid TLS protocol list \"" + String.join(" ", policy.protocols())
                            + "\": aborting TLS session");
            return Optional.empty();
        }
        Optional<List<String>> suites = suites(policy, server);
        if (suites.isEmpty()) {
            return Optional.empty();
        }
        warnOfFingerprints(policy, server, judge);
        try {
            // this name is only the key of the session cache: with a new one nothing is taken up again
            String key = (caching ? policy.hashCode() : handshakes.incrementAndGet()) + "/" + server.nameAddressPort();
            SSLSocket tls = (SSLSocket) current.getSocketFactory().createSocket(socket, key, socket.getPort(), true);
            tls.setUseClientMode(true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setProtocols(protocols.get().toArray(new String[0]));
            parameters.setCipherSuites(suites.get().toArray(new String[0]));
            List<String> curves = EllipticCurves.of(settings.get(ClientTlsParameters.TLS_EECDH_AUTO_CURVES))
                    .groups();
            if (!curves.isEmpty()) {
                parameters.setNamedGroups(curves.toArray(new String[0]));
            }
            parameters.setServerNames(serverName(policy, server).stream()
                    .map(SNIHostName::new)
                    .map(javax.net.ssl.SNIServerName.class::cast)
                    .toList());
            tls.setSSLParameters(parameters);
            tls.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
            tls.startHandshake();
            return Optional.of(new SecuredSocket(tls, judged(tls, server, policy, judge)));
        } catch (IOException | IllegalArgumentException | GeneralSecurityException e) {
            failed(server, e);
            return Optional.empty();
        }
    }

    private void warnOfFingerprints(TlsPolicy policy, TlsServer server, PeerTrust judge) {
        for (String fingerprint : policy.fingerprints().reversed()) {
            if (!judge.isUsable(fingerprint)) {
                for (String selector : List.of("1", "0")) { // the key's, and the certificate's
                    log.warning(
                            program,
                            server.nameAddressPort() + ": unusable TLSA RR: 3 " + selector + " 255 "
                                    + fingerprint.toUpperCase(Locale.ROOT));
                }
            }
        }
        if (!policy.fingerprints().isEmpty() && policy.fingerprints().stream().noneMatch(judge::isUsable)) {
            log.warning(program, server.nameAddressPort() + ": all fingerprints unusable");
        }
    }

    private void failed(TlsServer server, Exception problem) {
        String start = "SSL_connect error to " + server.nameAddressPort() + ": ";
        Throwable cause = problem.getCause() == null ? problem : problem.getCause();
        if (problem instanceof SocketTimeoutException || cause instanceof SocketTimeoutException) {
            log.info(program, start + "Connection timed out");
        } else if (cause instanceof EOFException) {
            log.info(program, start + "lost connection");
        } else if (cause instanceof SocketException) {
            log.info(program, start + "Connection reset by peer");
        } else {
            log.info(program, start + "-1");
            // Postfix differs: the reason is OpenSSL's, because that is its library; here it is Java's
            log.warning(program, "TLS library problem: " + problem.getMessage());
        }
    }

    private Optional<List<String>> suites(TlsPolicy policy, TlsServer server) {
        Parameter<String> list =
                switch (policy.grade().toLowerCase(Locale.ROOT)) {
                    case "high" -> ClientTlsParameters.TLS_HIGH_CIPHERLIST;
                    case "medium" -> ClientTlsParameters.TLS_MEDIUM_CIPHERLIST;
                    case "low" -> ClientTlsParameters.TLS_LOW_CIPHERLIST;
                    case "export" -> ClientTlsParameters.TLS_EXPORT_CIPHERLIST;
                    case "null" -> ClientTlsParameters.TLS_NULL_CIPHERLIST;
                    default -> null;
                };
        if (list == null) {
            log.warning(program, server.nameAddressPort() + ": invalid cipher grade: \"" + policy.grade() + "\"");
            return Optional.empty();
        }
        for (String exclusion : policy.exclusions()) {
            for (String word : exclusion.split(":")) {
                if (!word.isEmpty() && "!+-@".indexOf(word.charAt(0)) >= 0) {
                    log.warning(
                            program, server.nameAddressPort() + ": invalid unary '!+-@' in cipher exclusion: " + word);
                    return Optional.empty();
                }
            }
        }
        try {
            List<String> available =
                    List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
            return Optional.of(new OpenSslCipherList(settings.get(list), policy.exclusions(), available).suites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static Optional<String> serverName(TlsPolicy policy, TlsServer server) {
        String name =
                switch (policy.serverName()) {
                    case "hostname" -> server.host();
                    case "nexthop" -> server.nexthop();
                    default -> policy.serverName();
                };
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private boolean judged(SSLSocket tls, TlsServer server, TlsPolicy policy, PeerTrust judge)
            throws SSLException, GeneralSecurityException {
        SSLSession session = tls.getSession();
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : session.getPeerCertificates()) {
            if (certificate instanceof X509Certificate x509) {
                chain.add(x509);
            }
        }
        PeerNames names = new PeerNames(policy.match(), server.host(), server.nexthop());
        PeerVerdict verdict = judge.judge(chain, policy, names);
        if (!verdict.matched()
                && !verdict.problem().isEmpty()
                && (policy.level().mustMatch() || shown.contains(TlsLogFeature.UNTRUSTED))) {
            log.info(program, verdict.sentence(server.nameAddressPort()));
        }
        if (shown.contains(TlsLogFeature.PEERCERT) || shown.contains(TlsLogFeature.VERBOSE)) {
            log.info(program, server.nameAddressPort() + ": " + judge.describe(chain.getFirst()));
        }
        if (shown.contains(TlsLogFeature.SUMMARY)) {
            int bits = CipherNames.bits(session.getCipherSuite());
            String trusted = verdict.matched() ? "Verified" : verdict.trusted() ? "Trusted" : "Untrusted";
            // Postfix differs: "key-exchange …" and what follows is missing because Java's TLS does not tell it
            log.info(
                    program,
                    trusted + " TLS connection established to " + server.nameAddressPort() + ": "
                            + session.getProtocol() + " with cipher " + CipherNames.openSsl(session.getCipherSuite())
                            + " (" + bits + "/" + bits + " bits)");
        }
        return verdict.matched();
    }
}
