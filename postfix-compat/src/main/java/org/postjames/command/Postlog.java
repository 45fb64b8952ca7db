package org.postjames.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.LogSink;
import org.postjames.log.MailLogs;

/** {@code postlog}: writes a line, or each line of its input, to the mail log. // postlog(1) */
public final class Postlog {
    private static final String PROGRAM = "postlog";
    private static final String USAGE = "usage: postlog [-c config_dir] [-i] [-p priority] [-t tag] [-v] [text]";

    private Postlog() {}

    public static void main(String[] args) {
        Exit.with(run(args, System.in, System.out, System.err));
    }

    /** @return the exit code */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        try {
            write(args, in, err);
            return 0;
        } catch (CommandFailure e) {
            // Postfix differs: it says this only in the log unless a terminal looks on, because daemons' scripts call
            // it; we always say it
            err.println(PROGRAM + ": fatal: " + e.getMessage());
            return e.exitCode();
        }
    }

    private static void write(String[] args, InputStream in, PrintStream err) throws CommandFailure {
        String directory = Optional.ofNullable(System.getenv("MAIL_CONFIG")).orElse("/etc/postfix");
        Severity severity = Severity.INFO;
        String tag = "";
        CommandLine line = new CommandLine(PROGRAM, args, "c:ip:t:v", err);
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            switch (option) {
                case 'c' -> directory = line.value();
                case 'p' -> severity = severity(line.value());
                case 't' -> tag = line.value();
                case CommandLine.BAD -> throw new CommandFailure(USAGE);
                default -> {}
            }
        }
        try {
            PostfixConfig config = PostfixConfig.loadMain(Path.of(directory));
            if (tag.isEmpty()) {
                tag = config.get(GlobalParameters.SYSLOG_NAME) + "/" + PROGRAM;
            }
            try (LogSink log = MailLogs.open(config)) {
                lines(log, tag, severity, line.rest(), in, err);
            }
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure("read standard input: " + CommandMessages.reason(e));
        }
    }

    private static Severity severity(String name) throws CommandFailure {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "info" -> Severity.INFO;
            case "warn", "warning" -> Severity.WARNING;
            case "error", "err" -> Severity.ERROR;
            case "fatal", "crit" -> Severity.FATAL;
            case "panic" -> Severity.PANIC;
            default -> throw new CommandFailure("bad severity: \"" + name + "\"");
        };
    }

    private static void lines(
            LogSink log, String tag, Severity severity, List<String> words, InputStream in, PrintStream err)
            throws IOException {
        boolean terminal = isTerminal();
        if (!words.isEmpty()) {
            line(log, tag, severity, String.join(" ", words), terminal, err);
            return;
        }
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            line(log, tag, severity, text, terminal, err);
        }
    }

    private static void line(
            LogSink log, String tag, Severity severity, String text, boolean terminal, PrintStream err) {
        log.logAs(tag, severity, text);
        if (terminal) {
            err.println(tag + ": " + severity.prefix() + text);
        }
    }

    /** Whether standard error is a terminal. */
    private static boolean isTerminal() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).startsWith("/dev/pts");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
