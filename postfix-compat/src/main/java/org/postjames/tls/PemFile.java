package org.postjames.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The private keys and certificates of a PEM file, in order. Keys may be PKCS#8, PKCS#1 (RSA) or SEC 1 (EC); none may have a password. */
public final class PemFile {
    // DER of AlgorithmIdentifier rsaEncryption, NULL // RFC 8017 A.1
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    // DER of the object identifier id-ecPublicKey // RFC 5480 2.1.1
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<Object> inOrder = new ArrayList<>();
    private @Nullable PrivateKey key;

    private PemFile() {}

    /**
     * @throws IOException if the file cannot be read
     * @throws GeneralSecurityException if something in it is no key or certificate
     */
    public static PemFile read(Path file) throws IOException, GeneralSecurityException {
        PemFile pem = new PemFile();
        for (PemObject object : PemObject.split(Files.readString(file, StandardCharsets.ISO_8859_1))) {
            Object content = decode(object.label(), object.body());
            if (content instanceof X509Certificate certificate) {
                pem.certificates.add(certificate);
            } else if (content instanceof PrivateKey key) {
                pem.key = pem.key == null ? key : pem.key;
            }
            if (content != null) {
                pem.inOrder.add(content);
            }
        }
        return pem;
    }

    /** A key or a certificate; null if a text of this label is neither. */
    static @Nullable Object decode(String label, String body) throws GeneralSecurityException {
        if (body.contains("Proc-Type:") || label.equals("ENCRYPTED PRIVATE KEY")) {
            throw new GeneralSecurityException("the private key has a password");
        }
        byte[] der = label.endsWith("PRIVATE KEY") || label.endsWith("CERTIFICATE")
                ? Base64.getMimeDecoder().decode(body)
                : new byte[0];
        return switch (label) {
            case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE" ->
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            case "PRIVATE KEY" -> pkcs8(der);
            case "RSA PRIVATE KEY" -> pkcs8(der(0x30, VERSION_0, RSA, der(0x04, der)));
            case "EC PRIVATE KEY" -> pkcs8(der(0x30, VERSION_0, der(0x30, EC, curve(der)), der(0x04, der)));
            default -> null; // DH and EC PARAMETERS: the JDK chooses its own
        };
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                continue; // it is of another kind
            }
        }
        throw new GeneralSecurityException("unknown kind of private key");
    }

    /** The curve's object identifier inside a SEC 1 key: {@code [0] EXPLICIT OBJECT IDENTIFIER}. // RFC 5915 3 */
    private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
        for (int i = 0; i + 3 < sec1.length; i++) {
            int length = sec1[i + 1] & 255;
            boolean tagged = (sec1[i] & 255) == 0xa0 && sec1[i + 2] == 0x06;
            if (tagged && (sec1[i + 3] & 255) == length - 2 && i + 2 + length <= sec1.length) {
                byte[] oid = new byte[length];
                System.arraycopy(sec1, i + 2, oid, 0, length);
                return oid;
            }
        }
        throw new GeneralSecurityException("the EC key does not name its curve");
    }

    /** One DER value. */
    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] head = length < 128
                ? new byte[] {(byte) tag, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        byte[] out = new byte[head.length + length];
        System.arraycopy(head, 0, out, 0, head.length);
        int at = head.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    /** The first private key, or null if there is none. */
    public @Nullable PrivateKey key() {
        return key;
    }

    public List<X509Certificate> certificates() {
        return List.copyOf(certificates);
    }

    /** Keys and certificates in the order of the file, as {@code smtpd_tls_chain_files} wants them: a key, then its chain. */
    public List<Object> inOrder() {
        return List.copyOf(inOrder);
    }
}
