package org.postjames.cleanup;

import java.util.ArrayList;
import java.util.List;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.MailLog;

/** Keeps the lines of the log: {@code program: [warning: ]text}. */
public final class RecordedLog implements MailLog {
    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void log(String program, Severity severity, String text) {
        lines.add(program + ": "
                + (severity == Severity.INFO ? "" : severity.name().toLowerCase(java.util.Locale.ROOT) + ": ") + text);
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
