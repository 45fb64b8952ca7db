package org.postjames.command;

/** The end of a command that cannot do what it was asked: {@code NAME: fatal: message}, and an exit code. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    /** Who says it, if not the command itself. */
    private final String speaker;

    /** An end whose reason has been said. */
    CommandFailure() {
        this("", 1);
    }

    CommandFailure(String message) {
        this(message, 1);
    }

    CommandFailure(String speaker, String message) {
        super(message);
        this.exitCode = 1;
        this.speaker = speaker;
    }

    CommandFailure(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
        this.speaker = "";
    }

    /** The whole line, or nothing if the reason has been said already. */
    String line(String program) {
        String text = String.valueOf(getMessage());
        return text.isEmpty() ? "" : (speaker.isEmpty() ? program : speaker) + ": fatal: " + text + "\n";
    }

    int exitCode() {
        return exitCode;
    }
}
