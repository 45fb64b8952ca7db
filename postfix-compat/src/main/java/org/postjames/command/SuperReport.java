package org.postjames.command;

import java.io.PrintStream;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.LogSink;
import org.postjames.log.MailLogs;

/** What postsuper says, on standard error and in the mail log, and what it counts. */
final class SuperReport implements AutoCloseable {
    private final PrintStream err;
    private final LogSink log;
    int requeued;
    int deleted;
    int expired;
    int held;
    int released;
    int inodeFixed;
    int inodeMismatch;

    SuperReport(PostfixConfig config, PrintStream err) throws CommandFailure {
        this.err = err;
        try {
            this.log = MailLogs.open(config);
        } catch (ConfigurationException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    void info(String text) {
        err.println("postsuper: " + text);
        log.info("postsuper", text);
    }

    void warning(String text) {
        err.println("postsuper: warning: " + text);
        log.log("postsuper", Severity.WARNING, text);
    }

    boolean namesChanged() {
        return inodeFixed > 0 || inodeMismatch > 0;
    }

    /** The lines at the end, for what was asked. */
    void totals(String asked) {
        if (asked.indexOf('r') >= 0) {
            total("Requeued", requeued);
        }
        if (asked.indexOf('d') >= 0) {
            total("Deleted", deleted);
        }
        boolean both = asked.indexOf('f') >= 0;
        if (both || asked.indexOf('e') >= 0) {
            total("Force-expired", expired);
        }
        if (asked.indexOf('h') >= 0) {
            total("Placed on hold", held);
        }
        if (both || asked.indexOf('H') >= 0) {
            total("Released from hold", released);
        }
        if (inodeFixed > 0) {
            total("Renamed to match inode number", inodeFixed);
        }
        if (namesChanged()) {
            warning("QUEUE FILE NAMES WERE CHANGED TO MATCH INODE NUMBERS");
        }
    }

    private void total(String what, int count) {
        info(what + ": " + count + " message" + (count != 1 ? "s" : ""));
    }

    @Override
    public void close() {
        log.close();
    }
}
