package org.postjames.smtp.client.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.postjames.tls.PemObject;

/**
 * The certificates and public keys of {@code smtp_tls_trust_anchor_file}: authorities, or the server's own. // tls_dane.c: tls_dane_load_trustfile()
 *
 * @param keys their encodings in hex
 */
public record TrustAnchors(List<X509Certificate> certificates, List<String> keys) {
    public TrustAnchors {
        certificates = List.copyOf(certificates);
        keys = List.copyOf(keys);
    }

    static TrustAnchors read(List<String> files) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (String file : files) {
            List<PemObject> objects = PemObject.split(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
            if (objects.isEmpty()) {
                throw new GeneralSecurityException("no certificate in " + file);
            }
            for (PemObject object : objects) {
                if (object.isCertificate() && object.decode() instanceof X509Certificate certificate) {
                    certificates.add(certificate);
                } else if (object.label().equals("PUBLIC KEY")) {
                    keys.add(HexFormat.of().formatHex(Base64.getMimeDecoder().decode(object.body())));
                }
            }
        }
        return new TrustAnchors(certificates, keys);
    }

    /** Whether this very certificate, or its key, is named. */
    boolean contains(X509Certificate certificate) {
        return certificates.contains(certificate)
                || keys.contains(
                        HexFormat.of().formatHex(certificate.getPublicKey().getEncoded()));
    }
}
