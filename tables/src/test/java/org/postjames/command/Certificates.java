package org.postjames.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Certificates for a server on 127.0.0.1 that a test starts, in one directory that everybody may read: {@code ca.pem} signs {@code server} and {@code client},
 * {@code other-ca.pem} signs {@code other-client} ({@code .pem} and {@code .key} each); {@code dir} holds {@code ca.pem} under its hash.
 */
final class Certificates {
    private final Path directory;

    Certificates(Path directory) throws IOException, InterruptedException {
        this.directory = Files.createDirectory(directory);
        authority("ca");
        authority("other-ca");
        signed("server", "ca", "DNS:localhost,IP:127.0.0.1");
        signed("client", "ca", "DNS:client.example");
        signed("other-client", "other-ca", "DNS:client.example");
        Path hashed = Files.createDirectory(directory.resolve("dir"));
        String hash = openssl("x509", "-noout", "-hash", "-in", file("ca.pem"));
        Files.copy(directory.resolve("ca.pem"), hashed.resolve(hash.strip() + ".0"));
        try (Stream<Path> all = Files.list(directory)) {
            for (Path one : all.toList()) {
                String mode = Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(one, PosixFilePermissions.fromString(mode));
            }
        }
    }

    String file(String name) {
        return directory.resolve(name).toString();
    }

    private void authority(String name) throws IOException, InterruptedException {
        request(
                name,
                "-x509",
                "-days",
                "30",
                "-addext",
                "basicConstraints=critical,CA:TRUE",
                "-out",
                file(name + ".pem"));
    }

    private void signed(String name, String authority, String names) throws IOException, InterruptedException {
        String ca = file(authority + ".pem");
        request(
                name,
                "-x509",
                "-days",
                "30",
                "-CA",
                ca,
                "-CAkey",
                file(authority + ".key"),
                "-addext",
                "basicConstraints=CA:FALSE",
                "-addext",
                "subjectAltName=" + names,
                "-out",
                file(name + ".pem"));
    }

    private void request(String name, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout"));
        all.add(file(name + ".key"));
        all.addAll(List.of(words));
        openssl(all.toArray(String[]::new));
    }

    private String openssl(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("openssl"));
        all.addAll(List.of(words));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(all + ": " + output);
        }
        return output;
    }
}
