package org.postjames.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a text of keys, each followed by its certificate chain, one of each kind of key at most. // tls_certkey.c: load_pem_bio() */
public final class PemChains {
    /** A key and the certificates that speak for it, the server's own first. */
    public record Chain(PrivateKey key, List<X509Certificate> certificates) {}

    private final String origin;
    private final Consumer<String> warnings;
    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final List<X509Certificate> certificates = new ArrayList<>();
    private @Nullable PrivateKey key;
    private int keyNumber;

    private PemChains(String origin, Consumer<String> warnings) {
        this.origin = origin;
        this.warnings = warnings;
    }

    /**
     * The chains of a text; nothing if it is flawed, which has been said then.
     *
     * @param origin what the warnings call the text
     */
    public static Optional<List<Chain>> read(String text, String origin, Consumer<String> warnings) {
        PemChains chains = new PemChains(origin, warnings);
        if (chains.read(text)) {
            return Optional.of(List.copyOf(chains.chains.values()));
        }
        warnings.accept("error loading private keys and certificates from: " + origin + ": aborting TLS handshake");
        return Optional.empty();
    }

    /** The same as a key store without password. */
    public static KeyStore store(List<Chain> chains) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Chain chain : chains) {
                Certificate[] certificates = chain.certificates().toArray(new Certificate[0]);
                store.setKeyEntry("pair" + store.size(), chain.key(), new char[0], certificates);
            }
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }

    private boolean read(String text) {
        try {
            for (PemObject object : PemObject.split(text)) {
                if (!add(object)) {
                    return false;
                }
            }
        } catch (GeneralSecurityException e) {
            return false; // what OpenSSL says of it is its own
        }
        if (key == null) {
            return warned("No PEM data in " + origin);
        }
        if (certificates.isEmpty()) {
            return warned("No certs for key at index " + keyNumber + " in " + origin);
        }
        return use() || warned("key at index " + keyNumber + " in " + origin + " does not match next certificate");
    }

    private boolean add(PemObject object) {
        Object content;
        try {
            content = object.decode();
        } catch (GeneralSecurityException e) {
            return object.isCertificate() && key == null
                    ? keyNotFirst()
                    : warned("error loading " + (object.isKey() ? "private key" : "certificate")
                            + " (PEM object number " + object.number() + ") from " + origin);
        }
        if (content instanceof X509Certificate certificate) {
            certificates.add(certificate);
            return key != null || keyNotFirst();
        }
        if (!(content instanceof PrivateKey next)) {
            warnings.accept("loading " + origin + ": ignoring PEM type: " + object.label());
            return true;
        }
        if (key != null) {
            String which = "error loading certificate chain: key at index " + keyNumber + " in " + origin;
            if (certificates.isEmpty()) {
                return warned(which + " not followed by a certificate");
            }
            if (!use()) {
                return warned(which + " does not match the certificate");
            }
        }
        key = next;
        keyNumber = object.number();
        certificates.clear();
        return true;
    }

    private boolean keyNotFirst() {
        return warned("error loading chain from " + origin + ": key not first");
    }

    /** Whether key and certificate belong together, and are the first of their kind. // SSL_use_cert_and_key(3) */
    private boolean use() {
        PrivateKey own = key;
        if (own == null || !belongTogether(own, certificates.getFirst().getPublicKey())) {
            return false;
        }
        return chains.putIfAbsent(own.getAlgorithm(), new Chain(own, List.copyOf(certificates))) == null;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) {
        try {
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    };
            byte[] text = new byte[1];
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // they are not even of one kind
        }
    }

    private boolean warned(String text) {
        warnings.accept(text);
        return false;
    }
}
