package org.postjames.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's opendkim as a milter on loopback: signs mail of {@code example.test} from the host itself and from servers whose {@code daemon_name} is
 * {@code ORIGINATING}, verifies all other mail. It makes its key itself and asks no name server.
 */
final class Opendkim implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/opendkim");

    private final Process process;
    private final int port = Workspace.freePort();
    private final Path log;

    /** @param key for signing and verifying */
    Opendkim(Path directory, KeyPair key) throws IOException {
        Path privateKey = directory.resolve("key.pem");
        Files.writeString(
                privateKey,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Files.writeString(
                directory.resolve("dns"),
                "sel._domainkey.example.test v=DKIM1; k=rsa; p="
                        + Base64.getEncoder().encodeToString(key.getPublic().getEncoded()) + "\n");
        Files.writeString(
                directory.resolve("conf"),
                String.join(
                                "\n",
                                "Background no",
                                "Syslog no",
                                "Socket inet:" + port + "@127.0.0.1",
                                "PidFile " + directory.resolve("pid"),
                                "Domain example.test",
                                "Selector sel",
                                "KeyFile " + privateKey,
                                "RequireSafeKeys no",
                                "TestDNSData file:" + directory.resolve("dns"),
                                "Mode sv",
                                "MTA ORIGINATING",
                                "Canonicalization simple/simple",
                                "SignHeaders *,+Message-Id,+MIME-Version,+X-Empty,+X-No-Space",
                                "SoftwareHeader yes",
                                "AlwaysAddARHeader yes",
                                "AuthservIDWithJobID yes",
                                "On-BadSignature reject")
                        + "\n");
        log = directory.resolve("log");
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-f",
                        "-x",
                        directory.resolve("conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** Waits until it answers. @return {@code smtpd_milters} has this */
    String endpoint() throws IOException {
        Processes.await("opendkim's port", Duration.ofSeconds(20), () -> !process.isAlive() || Processes.answers(port));
        if (!process.isAlive()) {
            throw new IOException("opendkim ended: " + Files.readString(log));
        }
        return "inet:127.0.0.1:" + port;
    }

    /** What differs from run to run in the headers that it adds: the time, the signature itself and its own version. */
    static String normalised(String mail) {
        return mail.replaceAll("(?m)(?<=[ \t;])t=\\d+;", "t=@T@;")
                .replaceAll("(?s)(?<=[ \t;])b=[A-Za-z0-9+/=\\s]+?(?=\n\\S|\n\n)", "b=@SIGNATURE@")
                .replaceAll("header\\.b=\"?[A-Za-z0-9+/=]+\"?", "header.b=@B@");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Lines of a message whose headers and body have what milters and mail servers tend to change. */
    static List<String> oddMessage(String subject) {
        return List.of(
                "D: From: Alice <alice@example.test>",
                "D: To:   games@example.test,",
                "D: \tnews@example.test",
                "D: Subject:  " + subject + " ",
                "D:    folded    with   spaces",
                "D: Message-Id: <1@client.example>",
                "D: Date: Fri, 20 Nov 2026 10:00:00 +0000",
                "D: MIME-Version: 1.0",
                "D: Content-Type: text/plain; charset=utf-8",
                "D: Content-Transfer-Encoding: 8bit",
                "D: X-Empty:",
                "D: X-No-Space:value",
                "D: ",
                "D: first line  ",
                "D: ..a dot",
                "D: \u00c3\u00a4 is two bytes",
                "D: From the start of a line",
                "D: " + "long ".repeat(190),
                "D: ",
                "D: ",
                "C: .");
    }
}
