package org.postjames.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.TextLines;
import org.postjames.tls.AnyCertificate;
import org.postjames.tls.PemFile;

/** Whom a table trusts, and the certificate that it shows: files in PEM format, read when the table is opened. Names are compared elsewhere. */
final class TableTls {
    private static final char[] NONE = {};

    private final SSLContext context;
    private final TrustManager[] trust;
    private final KeyManager[] keys;
    private final boolean verify;

    /**
     * @param caFile certificates of authorities, or nothing
     * @param caDirectory more of them, each in a file; without both those that Java trusts
     * @param certificate file of the chain to show, or nothing
     * @param key file of its key; nothing if it is in the same file
     * @param verify whether the server's certificate must come from one of the authorities
     * @throws TableUnavailableException if a file cannot be used
     */
    TableTls(String caFile, String caDirectory, String certificate, String key, boolean verify)
            throws TableUnavailableException {
        this.verify = verify;
        try {
            // unreadable authorities are an error even where nothing is verified
            List<X509Certificate> authorities = authorities(caFile, caDirectory);
            boolean usual = caFile.isEmpty() && caDirectory.isEmpty();
            trust = verify ? verifying(usual ? null : store(authorities)) : new TrustManager[] {new AnyCertificate()};
            keys = keys(certificate, key);
            context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
        } catch (IOException e) {
            throw new TableUnavailableException("TLS of the table: " + TextLines.reason(e), e);
        } catch (GeneralSecurityException e) {
            throw new TableUnavailableException("TLS of the table: " + e.getMessage(), e);
        }
    }

    SSLContext context() {
        return context;
    }

    TrustManager[] trust() {
        return trust.clone();
    }

    KeyManager[] keys() {
        return keys.clone();
    }

    boolean verifies() {
        return verify;
    }

    private static List<X509Certificate> authorities(String file, String directory)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> found = new ArrayList<>();
        if (!file.isEmpty()) {
            found.addAll(PemFile.read(Path.of(file)).certificates());
        }
        if (!directory.isEmpty()) {
            try (Stream<Path> files = Files.list(Path.of(directory))) {
                for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
                    found.addAll(PemFile.read(one).certificates());
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return found;
    }

    private static KeyStore store(List<X509Certificate> authorities) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority" + store.size(), authority);
        }
        return store;
    }

    /** @param authorities null for those of Java */
    private static TrustManager[] verifying(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(String certificate, String key) throws IOException, GeneralSecurityException {
        if (certificate.isEmpty()) {
            return new KeyManager[0];
        }
        List<X509Certificate> chain = PemFile.read(Path.of(certificate)).certificates();
        PrivateKey secret =
                PemFile.read(Path.of(key.isEmpty() ? certificate : key)).key();
        if (chain.isEmpty() || secret == null) {
            throw new GeneralSecurityException("no " + (secret == null ? "key" : "certificate") + " in "
                    + (secret == null && !key.isEmpty() ? key : certificate));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", secret, NONE, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NONE);
        return factory.getKeyManagers();
    }
}
