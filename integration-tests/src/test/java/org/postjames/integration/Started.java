package org.postjames.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** {@code postjames run} with the arguments of a test, and what it prints. */
final class Started implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    Started(List<String> before, List<String> arguments) throws IOException {
        out = Files.createTempFile("postjames", ".out");
        err = Files.createTempFile("postjames", ".err");
        List<String> words = new ArrayList<>(before);
        // tests that run in the background ignore Ctrl-C, and what they start would do so as well
        words.addAll(List.of(
                "env", "--default-signal=INT", Postjames.bin("postjames").toString(), "run"));
        words.addAll(arguments);
        process = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** A number to add to each of these ports so that all of them are free. */
    static int freeOffset(int... ports) throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int offset = ThreadLocalRandom.current().nextInt(10_000, 28_000);
            boolean free = true;
            for (int port : ports) {
                try (ServerSocket probe = new ServerSocket(port + offset, 1, InetAddress.getLoopbackAddress())) {
                    free &= probe.isBound();
                } catch (IOException e) {
                    free = false;
                }
            }
            if (free) {
                return offset;
            }
        }
        throw new IOException("no free ports");
    }

    Started awaitRunning() throws IOException {
        Processes.await(
                "the server to run",
                Duration.ofSeconds(60),
                () -> !process.isAlive() || out().contains("Ctrl-C stops it."));
        if (!process.isAlive()) {
            throw new IOException("postjames ended: " + out() + err());
        }
        return this;
    }

    /** @return the exit code */
    int awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("still running: " + out() + err());
        }
        return process.exitValue();
    }

    /** As Ctrl-C does. @return how long the end took */
    Duration interrupt() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Processes.run(List.of("kill", "-INT", String.valueOf(process.pid())), "", Duration.ofSeconds(10));
        awaitEnd();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
