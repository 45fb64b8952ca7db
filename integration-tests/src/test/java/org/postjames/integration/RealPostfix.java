package org.postjames.integration;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.comparison.Comparison;

/** Debian's Postfix, as an instance with directories of its own; the host's {@code /etc/postfix} is only copied from. */
final class RealPostfix implements Mta {
    private static final List<String> ETC_FILES = List.of(
            "postfix-files", "post-install", "postfix-script", "dynamicmaps.cf", "dynamicmaps.cf.d", "postfix-files.d");

    private final Workspace workspace;
    private boolean started;

    RealPostfix(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Why real Postfix cannot be asked here, if it cannot. */
    static Optional<String> missing() {
        if (!Files.isExecutable(Path.of("/usr/sbin/postfix"))) {
            return Optional.of("Postfix is not installed (Debian: apt-get install postfix)");
        }
        return System.getProperty("user.name").equals("root")
                ? Optional.empty()
                : Optional.of("Postfix can only be started by root");
    }

    /** Skips the calling test where there is no Postfix; fails it where {@code POSTJAMES_REQUIRE_POSTFIX=1} says that there must be one. */
    static void required() {
        Optional<String> missing = missing();
        Comparison.needs(missing.isEmpty(), missing.orElse(""));
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    @Override
    public void start(Scenario scenario) throws IOException, InterruptedException {
        for (String name : ETC_FILES) {
            Path source = Path.of("/etc/postfix", name);
            if (Files.isDirectory(source)) {
                Files.createDirectories(workspace.etc().resolve(name));
            } else if (Files.exists(source)) {
                Files.copy(source, workspace.etc().resolve(name));
            }
        }
        Files.setAttribute(workspace.root().resolve("data"), "unix:uid", userId("postfix"));
        workspace.configure(scenario);
        Processes.run(
                List.of(
                        "/usr/sbin/postalias",
                        "-c",
                        workspace.etc().toString(),
                        "hash:" + workspace.etc().resolve("aliases")),
                "",
                Duration.ofSeconds(20));
        restart();
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        Output output = Processes.run(
                withDns(List.of("/usr/sbin/postfix", "-c", workspace.etc().toString(), "start")),
                "",
                Duration.ofSeconds(20));
        if (output.exit() != 0) {
            throw new IOException("postfix start: " + output);
        }
        started = true;
        Processes.await("Postfix's port", Duration.ofSeconds(10), () -> Processes.answers(workspace.port()));
    }

    /** The scenario's name server takes the place of the system's, in a mount namespace that the daemons inherit. */
    private List<String> withDns(List<String> command) {
        Path resolvConf = workspace.root().resolve("resolv.conf");
        if (!Files.exists(resolvConf)) {
            return command;
        }
        List<String> all = new ArrayList<>(List.of(
                "unshare", "-m", "sh", "-c", "mount --bind " + resolvConf + " /etc/resolv.conf && exec \"$@\"", "sh"));
        all.addAll(command);
        return all;
    }

    private static int userId(String user) throws IOException {
        Path probe = Files.createTempFile("owner", "");
        try {
            Files.setOwner(
                    probe,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
            return (int) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    @Override
    public Output command(List<String> words, String input) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(words);
        Path sbin = Path.of("/usr/sbin", words.getFirst());
        all.set(0, Files.exists(sbin) ? sbin.toString() : "/usr/bin/" + words.getFirst());
        all.addAll(1, configurationOption(words.getFirst()));
        return Processes.run(all, input, Duration.ofSeconds(30));
    }

    /**
     * Postfix lets a user name no other configuration directory than those that its own main.cf allows: the scenario's takes the place of the system's, in a mount
     * namespace of this command.
     */
    @Override
    public Output commandAs(String user, List<String> words, String input) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "unshare", "-m", "sh", "-c", "mount --bind " + workspace.etc() + " /etc/postfix && exec \"$@\"", "sh"));
        List<String> own = new ArrayList<>(words);
        Path sbin = Path.of("/usr/sbin", words.getFirst());
        own.set(0, Files.exists(sbin) ? sbin.toString() : "/usr/bin/" + words.getFirst());
        all.addAll(Mta.as(user, own));
        return Processes.run(all, input, Duration.ofSeconds(30));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (started) {
            Processes.run(
                    List.of("/usr/sbin/postfix", "-c", workspace.etc().toString(), "stop"), "", Duration.ofSeconds(30));
        }
    }
}
