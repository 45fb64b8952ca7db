package org.postjames.log;

import java.io.IOException;

/** A mail log that somebody opened and must close; nothing that was logged before is lost then. */
public interface LogSink extends MailLog, AutoCloseable {
    /** Logs under a complete tag, which stands before {@code [PID]:}. */
    void logAs(String tag, org.postjames.diagnostic.Diagnostic.Severity severity, String text);

    /** Waits until everything logged so far is written. */
    void flush();

    /** Goes on in a new file of the same name, after the old one was renamed. */
    void reopen() throws IOException;

    @Override
    void close();
}
