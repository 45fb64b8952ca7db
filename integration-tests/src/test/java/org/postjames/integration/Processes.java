package org.postjames.integration;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Processes and waiting, always with a bound. */
final class Processes {
    private Processes() {}

    static Mta.Output run(List<String> words, String input, Duration limit) throws IOException, InterruptedException {
        File out = File.createTempFile("out", "");
        File err = File.createTempFile("err", "");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectOutput(out).redirectError(err);
            builder.environment().put("LC_ALL", "C");
            builder.environment().put("TZ", "America/New_York");
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // a command that does not read its input may be gone, or on its way out: its exit code tells
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException("no end after " + limit + ": " + words);
            }
            return new Mta.Output(process.exitValue(), text(out.toPath()), text(err.toPath()));
        } finally {
            Files.deleteIfExists(out.toPath());
            Files.deleteIfExists(err.toPath());
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    static void await(String what, Duration limit, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("waited " + limit + " in vain for " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
