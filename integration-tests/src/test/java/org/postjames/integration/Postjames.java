package org.postjames.integration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Our server as its user starts it: the built distribution's own commands, in processes of their own. */
final class Postjames implements Mta {
    private static final Path BIN = Path.of(System.getProperty("postjames.bin", "../distribution/target/postjames/bin"))
            .toAbsolutePath()
            .normalize();

    private final Workspace workspace;
    private final String javaOptions;
    private Process server;

    Postjames(Workspace workspace) {
        this(workspace, "");
    }

    /** @param javaOptions for the server's process, {@code -Xmx64m} for a small heap */
    Postjames(Workspace workspace, String javaOptions) {
        this.workspace = workspace;
        this.javaOptions = javaOptions;
    }

    /** A command of the distribution. */
    static Path bin(String name) {
        return BIN.resolve(name);
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    boolean isAlive() {
        return server.isAlive();
    }

    long pid() {
        return server.pid();
    }

    /** What the server's process holds of the machine's memory. // proc(5): VmRSS */
    long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("no VmRSS of process " + pid()));
    }

    @Override
    public void start(Scenario scenario) throws IOException, InterruptedException {
        workspace.configure(scenario);
        Processes.run(
                List.of(
                        bin("postalias").toString(),
                        "-c",
                        workspace.etc().toString(),
                        "hash:" + workspace.etc().resolve("aliases")),
                "",
                Duration.ofSeconds(20));
        restart();
    }

    @Override
    public void restart() throws IOException {
        File out = workspace.root().resolve("log/stdout").toFile();
        ProcessBuilder builder = new ProcessBuilder(
                        bin("postjames").toString(),
                        "run",
                        "-c",
                        workspace.etc().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out));
        builder.environment().put("TZ", "America/New_York");
        builder.environment().put("LC_ALL", "C");
        if (!javaOptions.isEmpty()) {
            builder.environment().put("POSTJAMES_JAVA_OPTIONS", javaOptions);
        }
        Path dns = workspace.root().resolve("dns");
        if (Files.exists(dns)) {
            builder.environment().put("JDK_JAVA_OPTIONS", "-Ddns.server=" + Files.readString(dns));
        }
        server = builder.start();
        try {
            Processes.await(
                    "our port", Duration.ofSeconds(30), () -> !server.isAlive() || Processes.answers(workspace.port()));
        } catch (IOException e) {
            server.destroyForcibly();
            throw e;
        }
        if (!server.isAlive()) {
            throw new IOException("postjames ended: " + Files.readString(out.toPath()));
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        server.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().waitFor();
    }

    @Override
    public Output command(List<String> words, String input) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(words);
        all.set(0, bin(words.getFirst()).toString());
        all.addAll(1, configurationOption(words.getFirst()));
        return Processes.run(all, input, Duration.ofSeconds(30));
    }

    @Override
    public Output commandAs(String user, List<String> words, String input) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(words);
        all.set(0, bin(words.getFirst()).toString());
        all.addAll(1, configurationOption(words.getFirst()));
        return Processes.run(Mta.as(user, all), input, Duration.ofSeconds(30));
    }

    @Override
    public void close() throws InterruptedException {
        if (server != null && server.isAlive()) {
            server.destroy();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }
}
