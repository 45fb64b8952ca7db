package org.postjames.command;

import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.LogSink;
import org.postjames.log.MailLogs;

/** The copy that the mail log gets of a command's last words. // msg_logger(3) */
final class CommandLog {
    private CommandLog() {}

    // Postfix differs: a user who may not write to the log leaves no trace in it, because there is no setgid postlog to
    // do it for him.
    static void fatal(PostfixConfig config, String program, String text) {
        try (LogSink log = MailLogs.open(config)) {
            log.log(program, Severity.FATAL, text);
            log.flush();
        } catch (ConfigurationException e) {
            // standard error has it
        }
    }
}
