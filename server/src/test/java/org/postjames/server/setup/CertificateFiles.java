package org.postjames.server.setup;

import java.io.IOException;
import java.nio.file.Path;

/** A certificate with its key, made for a test. */
public record CertificateFiles(Path certificate, Path key) {
    public static CertificateFiles in(Path directory) throws IOException {
        CertificateFiles files = new CertificateFiles(directory.resolve("c.pem"), directory.resolve("k.pem"));
        SelfSignedCertificate.write(files.certificate, files.key, "mail.example.test");
        return files;
    }
}
