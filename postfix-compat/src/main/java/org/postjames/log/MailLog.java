package org.postjames.log;

import org.postjames.diagnostic.Diagnostic.Severity;

/**
 * The mail log: one line per event, as syslogd or postlogd(8) would write it. An implementation adds the time, the host,
 * {@code TAG/PROGRAM[PID]:} and the severity; the text is Postfix's own. Never blocks the caller on a slow disk for longer than one write.
 */
public interface MailLog {
    /**
     * @param program what stands between the syslog name and the process id: {@code smtpd}, {@code qmgr}, or with {@code -o syslog_name} the
     *     complete tag {@code postfix/submission/smtpd} (a program with a slash is taken as the whole tag)
     */
    void log(String program, Severity severity, String text);

    default void info(String program, String text) {
        log(program, Severity.INFO, text);
    }

    default void warning(String program, String text) {
        log(program, Severity.WARNING, text);
    }
}
