package org.postjames.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/** Opens the log that main.cf asks for: {@code maillog_file}, or syslog where it is empty. // maillog_client(3) */
public final class MailLogs {
    private MailLogs() {}

    /** @throws ConfigurationException if the file may not be used, or cannot be opened */
    public static LogSink open(PostfixConfig config) throws ConfigurationException {
        String file = config.get(GlobalParameters.MAILLOG_FILE);
        LogTags names = LogTags.of(config);
        if (file.isEmpty()) {
            String facility = config.get(LogParameters.SYSLOG_FACILITY);
            return Syslog.open(facility, names)
                    .orElseThrow(() -> fault(
                            config, "syslog_facility", "parameter syslog_facility: unrecognized value: " + facility));
        }
        checkPrefix(config, file);
        String hostname = config.get(GlobalParameters.MYHOSTNAME);
        Clock clock = Clock.systemDefaultZone();
        if (file.equals("/dev/stdout")) {
            return MaillogFile.on(new FileOutputStream(FileDescriptor.out), hostname, names, clock);
        }
        try {
            return MaillogFile.open(Path.of(file), hostname, names, clock);
        } catch (IOException e) {
            throw fault(config, "maillog_file", "open logfile '" + file + "': " + e.getMessage());
        }
    }

    private static void checkPrefix(PostfixConfig config, String file) throws ConfigurationException {
        for (String prefix : config.get(LogParameters.MAILLOG_FILE_PREFIXES)) {
            // maillog_client.c compares text, not path elements
            if (file.startsWith(prefix)) {
                return;
            }
        }
        throw fault(
                config,
                "maillog_file",
                "maillog_file value '" + file + "' does not match any prefix in maillog_file_prefixes");
    }

    private static ConfigurationException fault(PostfixConfig config, String parameter, String text) {
        Origin origin = config.origin(parameter)
                .orElse(new Origin(config.directory().resolve("main.cf").toString(), 0));
        return new ConfigurationException(List.of(Diagnostic.fatal(origin, text)));
    }
}
