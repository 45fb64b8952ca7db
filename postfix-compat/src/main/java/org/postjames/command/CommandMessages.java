package org.postjames.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ConfigurationException;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.LogSink;
import org.postjames.log.MailLogs;
import org.postjames.table.Utf8Text;

/**
 * What a command says on standard error: {@code NAME: warning: text}, and in the mail log as soon as it knows which that is. // msg_vstream(3), msg_syslog(3)
 */
final class CommandMessages implements AutoCloseable {
    private static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");

    private final String program;
    private final PrintStream err;
    private final boolean asciiOnly;
    private @Nullable PostfixConfig config;
    private boolean utf8;
    private @Nullable LogSink log;

    CommandMessages(String program, PrintStream err) {
        this(program, err, false);
    }

    /** @param asciiOnly whether bytes that are not ASCII become question marks, as in programs that do not read smtputf8_enable */
    CommandMessages(String program, PrintStream err, boolean asciiOnly) {
        this.program = program;
        this.err = err;
        this.asciiOnly = asciiOnly;
    }

    /** From now on messages go into this configuration's log too. It is opened when there is something to say. */
    void logTo(PostfixConfig configuration) {
        config = configuration;
        utf8 = configuration.get(SMTPUTF8_ENABLE);
    }

    /** @param text characters up to 255 are bytes of some file */
    void warning(String text) {
        say(Severity.WARNING, text);
    }

    void fatal(String text) {
        say(Severity.FATAL, text);
    }

    private void say(Severity severity, String text) {
        String said = program + ": " + severity.prefix() + text + "\n";
        byte[] line =
                (asciiOnly || !utf8 ? printable(said) : printableUtf8(said)).getBytes(StandardCharsets.ISO_8859_1);
        err.write(line, 0, line.length);
        err.flush();
        LogSink open = log();
        if (open != null) {
            open.log(program, severity, text);
        }
    }

    private @Nullable LogSink log() {
        PostfixConfig known = config;
        if (log == null && known != null) {
            config = null; // one attempt: a user who may not write the log has seen the message on his terminal
            try {
                log = MailLogs.open(known);
            } catch (ConfigurationException e) {
                return null;
            }
        }
        return log;
    }

    @Override
    public void close() {
        LogSink open = log;
        if (open != null) {
            open.flush();
            open.close();
        }
    }

    /** A line as msg(3) prints it: each byte before the line end that is not printable ASCII becomes a question mark. */
    static String printable(String line) {
        return line.endsWith("\n") ? Utf8Text.printable(line.substring(0, line.length() - 1)) + "\n" : line;
    }

    private static String printableUtf8(String line) {
        return Utf8Text.printableUtf8(line.substring(0, line.length() - 1)) + "\n";
    }

    /** What strerror(3) says. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }
}
