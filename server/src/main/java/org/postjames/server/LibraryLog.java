package org.postjames.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.MailLog;
import org.slf4j.LoggerFactory;

/** Sends the warnings of James and the other libraries to the mail log, in one line each. */
final class LibraryLog extends AppenderBase<ILoggingEvent> {
    private final MailLog log;

    private LibraryLog(MailLog log) {
        this.log = log;
    }

    static void sendTo(MailLog log) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        LibraryLog appender = new LibraryLog(log);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String name = event.getLoggerName();
        StringBuilder text = new StringBuilder(name.substring(name.lastIndexOf('.') + 1))
                .append(": ")
                .append(event.getFormattedMessage());
        for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text.append(": ").append(cause.getClassName()).append(": ").append(cause.getMessage());
        }
        Severity severity = event.getLevel().isGreaterOrEqual(Level.ERROR) ? Severity.ERROR : Severity.WARNING;
        log.log("james", severity, text.toString().replaceAll("[\\r\\n]+", " "));
    }
}
