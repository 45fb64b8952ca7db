package org.postjames.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The installed Dovecot as an instance of its own, with one socket that a test needs. */
final class Dovecot implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/dovecot");

    private final Path root;
    private final Path socket;
    private final Process process;

    /** @param settings lines of dovecot.conf, without its directories and its log */
    Dovecot(Path root, Path socket, List<String> settings) throws IOException {
        this.root = root;
        this.socket = socket;
        List<String> conf = new ArrayList<>(List.of(
                "base_dir = " + root.resolve("run"),
                "state_dir = " + root.resolve("state"),
                "log_path = " + root.resolve("dovecot.log"),
                "ssl = no"));
        conf.addAll(settings);
        Files.write(root.resolve("dovecot.conf"), conf);
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-F",
                        "-c",
                        root.resolve("dovecot.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("dovecot.out").toFile())
                .start();
        Processes.await("Dovecot's socket", Duration.ofSeconds(20), () -> Files.exists(socket));
    }

    /** Why Dovecot cannot be asked here, if it cannot. */
    static Optional<String> missing() {
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("Dovecot is not installed (Debian: apt-get install dovecot-core)");
    }

    /** What Dovecot said, for a test that fails. */
    List<String> log() {
        try {
            return Files.readAllLines(root.resolve("dovecot.log"));
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    /** Dovecot's own processes go on serving their connections when their master ends, so they are ended, too. */
    @Override
    public void close() throws IOException, InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        Processes.await("the end of Dovecot's processes", Duration.ofSeconds(20), () -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
        Files.deleteIfExists(socket);
    }
}
