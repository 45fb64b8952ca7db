package org.postjames.diagnostic;

/** A flaw in somebody's configuration or table: where it is, and what Postfix says of it. */
public record Diagnostic(Severity severity, Origin origin, String text) {
    /** Postfix's own words for how bad it is, as they stand in its log lines. */
    public enum Severity {
        INFO,
        WARNING,
        ERROR,
        FATAL,
        PANIC;

        /** The prefix in a log line: empty for {@code INFO}, else {@code "warning: "} and so on. */
        public String prefix() {
            return this == INFO ? "" : name().toLowerCase(java.util.Locale.ROOT) + ": ";
        }
    }

    public static Diagnostic warning(Origin origin, String text) {
        return new Diagnostic(Severity.WARNING, origin, text);
    }

    public static Diagnostic fatal(Origin origin, String text) {
        return new Diagnostic(Severity.FATAL, origin, text);
    }
}
