package org.postjames.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.queue.QueuedContent;

/** Runs a delivery command as its user, with the message on its standard input. // pipe_command.c, exec_command.c */
final class CommandProcess {
    private static final String PATH = "/usr/bin:/bin"; // paths.h: _PATH_DEFPATH
    private static final String PLAIN = "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ \t";
    /** {@code $1} is a directory or empty. */
    private static final String IN_DIRECTORY = "[ -z \"$1\" ] || cd -- \"$1\" 2>/dev/null || exit 75; shift; ";

    private static final int OUTPUT_LIMIT = 4096; // VSTREAM_BUFSIZE
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int TEMPFAIL = 75;

    /** How a command ended. {@code code} is the exit status or the signal; the output is one line of at most 4096 characters. */
    record Outcome(End end, int code, String output) {}

    enum End {
        EXIT,
        SIGNAL,
        TIME_LIMIT,
        NOT_STARTED
    }

    private final PostfixConfig config;
    private final UserRights rights;

    CommandProcess(PostfixConfig config, UserRights rights) {
        this.config = config;
        this.rights = rights;
    }

    /** A shell command of a local user. */
    Outcome run(String command, int uid, int gid, Map<String, String> environment, QueuedContent.Source content)
            throws InterruptedException {
        List<String> program = program(command);
        if (program.isEmpty()) {
            return new Outcome(End.NOT_STARTED, 0, "empty command");
        }
        Duration limit = config.get(DeliveryParameters.COMMAND_TIME_LIMIT);
        return run(new Launch("local: fatal: execvp ", program, uid, gid, environment, "", "", limit), content);
    }

    /**
     * A program and how it is run.
     *
     * @param refusal what stands in the log before the name of a program that cannot be run
     * @param directory where it runs; empty for the queue directory
     * @param root its root directory; empty for none of its own
     */
    record Launch(
            String refusal,
            List<String> program,
            int uid,
            int gid,
            Map<String, String> environment,
            String directory,
            String root,
            Duration limit) {}

    Outcome run(Launch launch, QueuedContent.Source content) throws InterruptedException {
        Optional<String> refused = refusal(launch);
        if (refused.isPresent()) {
            return new Outcome(End.EXIT, TEMPFAIL, refused.get() + " ");
        }
        try {
            return watch(start(launch), content, launch.limit.toSeconds());
        } catch (IOException e) {
            return new Outcome(End.NOT_STARTED, 0, String.valueOf(e.getMessage()));
        }
    }

    /** The program runs, with its output and its errors in one stream. */
    Process start(Launch launch) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(asUser(launch)).redirectErrorStream(true);
        builder.environment().keySet().retainAll(exported());
        builder.environment().putAll(settings());
        builder.environment().put("PATH", PATH);
        builder.environment().putAll(launch.environment);
        Path queue = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY));
        builder.directory((Files.isDirectory(queue) ? queue : Path.of("/")).toFile());
        return builder.start();
    }

    /** Why the program cannot be run, in the words of Postfix's child process. */
    static Optional<String> refusal(Launch launch) {
        String first = launch.program.getFirst();
        Path file = Path.of(launch.root + first);
        if (first.indexOf('/') < 0 ? isOnPath(first) : Files.isExecutable(file)) {
            return Optional.empty();
        }
        String why = Files.exists(file) ? "Permission denied" : "No such file or directory";
        return Optional.of(launch.refusal + first + ": " + why);
    }

    private Outcome watch(Process process, QueuedContent.Source content, long limit) throws InterruptedException {
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> output.complete(read(process.getInputStream())));
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> written.complete(write(process, content)));
        boolean finished;
        String said = "";
        try {
            finished = process.waitFor(limit, TimeUnit.SECONDS);
            if (!finished) {
                kill(process);
            }
            said = output.get(finished ? limit : 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            kill(process);
            throw e;
        } catch (TimeoutException e) {
            finished = false; // a child of the command holds its output open
            kill(process);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (!finished) {
            return new Outcome(End.TIME_LIMIT, 0, said);
        }
        return ended(process.exitValue(), said);
    }

    private static Outcome ended(int code, String said) {
        // Postfix differs: a status of 129 to 192 counts as a signal, because Java does not tell them apart; deferring
        // is the safe side
        return code > SIGNAL_BASE && code <= SIGNAL_BASE + LAST_SIGNAL
                ? new Outcome(End.SIGNAL, code - SIGNAL_BASE, said)
                : new Outcome(End.EXIT, code, said);
    }

    /** How a process came to its end that nobody had to stop. */
    static Outcome ended(Process process) {
        return ended(process.exitValue(), "");
    }

    /** With all that it has started. */
    static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly(); // first, or a shell would report the death of its child
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** A command may end without having read everything. */
    private static boolean write(Process process, QueuedContent.Source content) {
        try (OutputStream in = process.getOutputStream()) {
            content.copyTo(in);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(InputStream in) {
        byte[] kept = new byte[0];
        try (in) {
            kept = in.readNBytes(OUTPUT_LIMIT);
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            return printable(kept);
        }
        return printable(kept);
    }

    private static String printable(byte[] output) {
        StringBuilder text = new StringBuilder(new String(output, StandardCharsets.UTF_8));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\t') {
                text.setCharAt(i, ' ');
            } else if (c < ' ' || c == 127 || c == '\ufffd') {
                text.setCharAt(i, '_');
            }
        }
        return text.toString();
    }

    /** Without characters that mean something to a shell, a command needs none. */
    private List<String> program(String command) {
        String shell = config.get(DeliveryParameters.LOCAL_COMMAND_SHELL);
        if (!shell.isBlank()) {
            List<String> words = words(shell);
            words.add(command);
            return words;
        }
        if (!command.isBlank() && command.chars().allMatch(c -> PLAIN.indexOf(c) >= 0)) {
            List<String> words = words(command);
            if (words.getFirst().indexOf('/') >= 0 || isOnPath(words.getFirst())) {
                return words;
            }
        }
        return List.of("sh", "-c", command);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split("[ \t]+")) {
            words.add(word);
        }
        return words;
    }

    private static boolean isOnPath(String name) {
        for (String directory : PATH.split(":")) {
            if (!name.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
                return true;
            }
        }
        return false;
    }

    /** setpriv(1) or chroot(1) becomes the user, a shell with a fixed text sets Postfix's umask, then the command follows: nothing of it ever runs as root. */
    private List<String> asUser(Launch launch) {
        List<String> words = new ArrayList<>();
        String ids = launch.uid + ":" + launch.gid;
        if (!launch.root.isEmpty()) {
            words.addAll(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh", "/usr/sbin/chroot"));
            words.addAll(List.of("--userspec=" + ids, "--groups=" + launch.gid, "--", launch.root));
            words.addAll(launch.program);
            return words;
        }
        if (rights.arePrivileged()) {
            words.add(Files.isExecutable(Path.of("/usr/bin/setpriv")) ? "/usr/bin/setpriv" : "/bin/setpriv");
            words.add("--reuid=" + launch.uid);
            words.add("--regid=" + launch.gid);
            words.add("--groups=" + launch.gid);
            words.add("--");
        }
        words.addAll(List.of("sh", "-c", "umask 077; " + IN_DIRECTORY + "exec \"$@\"", "sh", launch.directory));
        words.addAll(launch.program);
        return words;
    }

    private List<String> exported() {
        return config.get(DeliveryParameters.EXPORT_ENVIRONMENT).stream()
                .filter(name -> name.indexOf('=') < 0)
                .toList();
    }

    /** The {@code name=value} of {@code export_environment}, and MAIL_CONFIG, which every Postfix program has. */
    private Map<String, String> settings() {
        Map<String, String> settings = new java.util.HashMap<>();
        for (String word : config.get(DeliveryParameters.EXPORT_ENVIRONMENT)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                settings.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (word.equals("MAIL_CONFIG")) {
                settings.put(word, config.directory().toString());
            } else if (word.equals("LANG")) {
                settings.put(word, "C"); // as the postfix(1) command sets it
            }
        }
        return settings;
    }
}
