package org.postjames.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keys with their chains in files, as main.cf names them. // tls_certkey.c */
public final class CertificateFiles {
    private final List<String> chainFiles;
    private final List<Pair> pairs;

    /** {@code smtpd_tls_cert_file} and {@code smtpd_tls_key_file}, or another such pair; an empty name, or {@code none}: there is none. */
    public record Pair(String certificate, String key) {}

    /** @param chainFiles {@code smtpd_tls_chain_files}: if there is any, the pairs do not count */
    public CertificateFiles(List<String> chainFiles, List<Pair> pairs) {
        this.chainFiles = List.copyOf(chainFiles);
        this.pairs = List.copyOf(pairs);
    }

    /** The files that are read. */
    public List<String> files() {
        List<String> files = new ArrayList<>(chainFiles);
        if (chainFiles.isEmpty()) {
            for (Pair pair : pairs) {
                if (isSet(pair)) {
                    files.add(pair.certificate());
                    files.add(pair.key());
                }
            }
        }
        return files;
    }

    /** Changes when a file changes, so that renewed certificates are noticed. */
    public String state() {
        StringBuilder state = new StringBuilder();
        for (String file : files()) {
            Path path = Path.of(file);
            try {
                state.append(Files.getLastModifiedTime(path)).append(' ').append(Files.size(path));
            } catch (IOException e) {
                state.append('-'); // it is being replaced, or missing
            }
            state.append('\n');
        }
        return state.toString();
    }

    /** @param warnings takes what is wrong with one pair and does not hinder the others */
    public KeyStore load(Consumer<String> warnings) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String file : chainFiles) {
            addChains(store, PemFile.read(Path.of(file)).inOrder());
        }
        for (Pair pair : chainFiles.isEmpty() ? pairs : List.<Pair>of()) {
            if (isSet(pair)) {
                List<X509Certificate> chain =
                        PemFile.read(Path.of(pair.certificate())).certificates();
                if (!chain.isEmpty()
                        && chain.getFirst().getPublicKey().getAlgorithm().equals("DSA")) {
                    // Postfix differs: a DSA certificate may be shown, because OpenSSL still has it; Java's TLS
                    // has no cipher suite for it, and the other certificates serve
                    warnings.accept("no TLS with DSA here: " + pair.certificate() + " is not used");
                    continue;
                }
                PrivateKey key = PemFile.read(Path.of(pair.key())).key();
                if (key == null || chain.isEmpty()) {
                    throw new GeneralSecurityException(
                            "no " + (key == null ? "private key" : "certificate") + " found");
                }
                add(store, key, List.copyOf(chain));
            }
        }
        return store;
    }

    private static boolean isSet(Pair pair) {
        return !pair.certificate().isEmpty() && !pair.certificate().equals("none");
    }

    /** Each key is followed by its chain. */
    private static void addChains(KeyStore store, List<Object> items) throws GeneralSecurityException {
        PrivateKey key = null;
        List<Certificate> chain = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof PrivateKey next) {
                add(store, key, chain);
                key = next;
                chain.clear();
            } else if (item instanceof Certificate certificate) {
                chain.add(certificate);
            }
        }
        add(store, key, chain);
    }

    private static void add(KeyStore store, @Nullable PrivateKey key, List<? extends Certificate> chain)
            throws GeneralSecurityException {
        if (key != null && !chain.isEmpty()) {
            store.setKeyEntry("pair" + store.size(), key, new char[0], chain.toArray(new Certificate[0]));
        }
    }
}
