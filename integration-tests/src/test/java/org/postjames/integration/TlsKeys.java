package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postjames.comparison.Comparison;
import org.postjames.tls.PemFile;

/** Keys and certificates that openssl(1) makes for a test: {@code NAME.key}, {@code NAME.crt}, and both in {@code NAME.pem}. */
record TlsKeys(Path directory) {
    static TlsKeys create() throws IOException {
        Comparison.needsProgram(Path.of("/usr/bin/openssl"), "openssl");
        return new TlsKeys(SmtpdSessions.directory(ScenarioIT.workspace(), "keys"));
    }

    /** One that an authority called {@code ca} signs. */
    void signed(String name, String subject) throws IOException, InterruptedException {
        openssl("req -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".csr -subj", subject);
        openssl("x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out " + name + ".crt -in", name + ".csr");
        join(name);
    }

    /** One that signs itself. @param algorithm {@code rsa:2048}, or {@code ec -pkeyopt …} */
    void self(String name, String algorithm, String subject) throws IOException, InterruptedException {
        openssl(
                "req -x509 -newkey " + algorithm + " -nodes -keyout " + name + ".key -out " + name
                        + ".crt -days 2 -subj",
                subject);
        join(name);
    }

    /** One that signs itself, with DSA. */
    void dsa(String name, String subject) throws IOException, InterruptedException {
        openssl("dsaparam -out " + name + ".param", "1024");
        self(name, "dsa:" + name + ".param", subject);
    }

    private void join(String name) throws IOException {
        Files.writeString(
                file(name + ".pem"), Files.readString(file(name + ".key")) + Files.readString(file(name + ".crt")));
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    String fingerprint(String name) throws IOException, GeneralSecurityException {
        return fingerprint(certificate(name).getEncoded());
    }

    String keyFingerprint(String name) throws IOException, GeneralSecurityException {
        return fingerprint(certificate(name).getPublicKey().getEncoded());
    }

    private X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
        return PemFile.read(file(name + ".crt")).certificates().getFirst();
    }

    private static String fingerprint(byte[] der) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }

    /** @param last an argument with blanks */
    private void openssl(String arguments, String last) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments.split(" ")));
        command.add(last);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(file("openssl.out").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
