package org.postjames.server.setup;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that nobody trusts, so that TLS can be tried on the first start. */
final class SelfSignedCertificate {
    private static final Duration VALID = Duration.ofDays(3650);

    private SelfSignedCertificate() {}

    static void write(Path certificate, Path key, String hostname) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            X500Principal name = new X500Principal("CN=" + hostname);
            Instant now = Instant.now();
            byte[] der = new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    name,
                                    new BigInteger(120, new SecureRandom()).setBit(0),
                                    Date.from(now.minus(Duration.ofDays(1))),
                                    Date.from(now.plus(VALID)),
                                    name,
                                    pair.getPublic())
                            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                                new GeneralName(GeneralName.dNSName, hostname),
                                new GeneralName(GeneralName.dNSName, "localhost"),
                                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                            }))
                            .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())))
                    .getEncoded();
            writePem(key, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
            writePem(certificate, "CERTIFICATE", der, "rw-r--r--");
        } catch (CertificateEncodingException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA and SHA-256 are part of every JDK", e);
        }
    }

    private static void writePem(Path path, String label, byte[] der, String mode) throws IOException {
        String text = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(path, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(path, Set.copyOf(PosixFilePermissions.fromString(mode)));
    }
}
