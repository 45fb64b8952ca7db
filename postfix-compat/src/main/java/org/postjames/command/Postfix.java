package org.postjames.command;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlReply;
import org.postjames.control.ControlSocket;
import org.postjames.control.ServerDownException;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.LogSink;
import org.postjames.log.MailLogs;

/** {@code postfix}: starts, stops and asks about the mail system. // postfix(1), conf/postfix-script */
public final class Postfix {
    private static final String SCRIPT = "postfix-script";
    private static final String USAGE =
            "Usage: postfix start (or stop, reload, abort, flush, check, status, set-permissions,"
                    + " upgrade-configuration, logrotate)";
    private static final int DOWN = 69; // EX_UNAVAILABLE
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 10;

    private final PostfixConfig config;
    private final LogSink log;
    private final PrintStream err;
    private final boolean echo;
    private final ServerProcess server;

    private Postfix(PostfixConfig config, LogSink log, PrintStream err, boolean echo) {
        this.config = config;
        this.log = log;
        this.err = err;
        this.echo = echo;
        this.server = new ServerProcess(config);
    }

    public static void main(String[] args) {
        Exit.with(run(args, System.err));
    }

    /** @return the exit code */
    static int run(String[] args, PrintStream err) {
        CommandLine line = new CommandLine("postfix", args, "c:Dv", err);
        String directory = System.getenv().getOrDefault("MAIL_CONFIG", "/etc/postfix");
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            switch (option) {
                case 'c' -> directory = line.value();
                case 'D', 'v' -> {}
                default -> {
                    err.println("postfix: fatal: usage: postfix [-c config_dir] [-Dv] command");
                    return 1;
                }
            }
        }
        if (!directory.startsWith("/")) {
            err.println("postfix: fatal: -c requires absolute pathname");
            return 1;
        }
        try {
            PostfixConfig config = PostfixConfig.loadMain(Path.of(directory));
            try (LogSink log = MailLogs.open(config)) {
                String command = line.rest().isEmpty() ? "" : line.rest().getFirst();
                return new Postfix(config, log, err, isTerminal()).run(command);
            }
        } catch (ConfigurationException e) {
            err.println("postfix: fatal: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            err.println("postfix: fatal: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** postlog(1) repeats what it logs where people can see it. */
    private static boolean isTerminal() {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private int run(String command) throws IOException, InterruptedException {
        return switch (command) {
            case "start" -> start();
            case "stop", "abort", "quick-stop" -> stop(command);
            case "status" -> status();
            case "reload" -> reload();
            case "flush" -> flush();
            case "check" -> check();
            case "set-permissions", "upgrade-configuration", "logrotate" ->
                fatal("command '" + command + "' is not implemented yet");
            default -> fatal("unknown command: '" + command + "'. " + USAGE);
        };
    }

    private void say(Severity severity, String text) {
        log.log(SCRIPT, severity, text);
        if (echo) {
            err.println("postfix/postfix-script: " + severity.prefix() + text);
        }
    }

    private int fatal(String text) {
        say(Severity.FATAL, text);
        return 1;
    }

    private int start() throws IOException, InterruptedException {
        if (server.running().isPresent()) {
            return fatal("the Postfix mail system is already running");
        }
        String home = System.getProperty("postjames.home");
        if (home == null) {
            return fatal("cannot find the server: postjames.home is not set");
        }
        say(Severity.INFO, "starting the Postfix mail system");
        Path said = Files.createTempFile("postjames-start", ".log");
        try {
            return start(Path.of(home).resolve("bin/postjames"), said);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /** Waits until the server answers or has ended; what it says meanwhile goes to standard error. */
    private int start(Path program, Path said) throws IOException, InterruptedException {
        Path setsid = Path.of("/usr/bin/setsid");
        List<String> run = List.of(
                program.toString(), "run", "--daemon", "-c", config.directory().toString());
        List<String> detached = Files.isExecutable(setsid)
                ? java.util.stream.Stream.concat(java.util.stream.Stream.of(setsid.toString()), run.stream())
                        .toList()
                : run;
        Process process = new ProcessBuilder(detached)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(said.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                err.print(Files.readString(said, StandardCharsets.UTF_8));
                return process.exitValue() == 0 ? 1 : process.exitValue();
            }
            if (server.answers()) {
                err.print(Files.readString(said, StandardCharsets.UTF_8));
                return 0;
            }
        }
        return fatal("the mail system does not answer after " + START_SECONDS + " seconds");
    }

    private int stop(String command) throws IOException, InterruptedException {
        OptionalLong pid = server.running();
        if (pid.isEmpty()) {
            return fatal("the Postfix mail system is not running");
        }
        say(Severity.INFO, (command.equals("abort") ? "aborting" : "stopping") + " the Postfix mail system");
        @Nullable ProcessHandle process = ProcessHandle.of(pid.getAsLong()).orElse(null);
        if (server.answers()) {
            server.ask(ControlSocket.STOP);
        } else if (process != null) {
            process.destroy();
        }
        if (process == null) {
            return 0;
        }
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            say(Severity.WARNING, "stopping the Postfix mail system with force");
            process.destroyForcibly();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e);
        }
        return 0;
    }

    private int status() {
        OptionalLong pid = server.running();
        if (pid.isEmpty()) {
            say(Severity.INFO, "the Postfix mail system is not running");
            return 1;
        }
        say(Severity.INFO, "the Postfix mail system is running: PID: " + pid.getAsLong());
        return 0;
    }

    private int reload() throws IOException {
        if (server.running().isEmpty()) {
            return fatal("the Postfix mail system is not running");
        }
        say(Severity.INFO, "refreshing the Postfix mail system");
        ControlReply reply = server.ask(ControlSocket.RELOAD);
        return reply.status() == ControlReply.Status.OK ? 0 : fatal(reply.text());
    }

    private int flush() throws IOException {
        try {
            ControlReply reply = server.ask(ControlSocket.FLUSH);
            return reply.status() == ControlReply.Status.OK ? 0 : fatal(reply.text());
        } catch (ServerDownException e) {
            err.println("postqueue: fatal: Cannot flush mail queue - mail system is down");
            return DOWN;
        }
    }

    /** All that makes the files unusable is told by loading them; the rest is told as warnings. */
    private int check() {
        try {
            PostfixConfig.load(config.directory()).diagnostics().forEach(d -> {
                err.println("postfix: " + d.severity().prefix() + d.origin() + ": " + d.text());
            });
            return 0;
        } catch (ConfigurationException e) {
            err.println("postfix: fatal: " + e.getMessage());
            return 1;
        }
    }
}
