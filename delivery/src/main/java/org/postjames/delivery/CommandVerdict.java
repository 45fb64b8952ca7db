package org.postjames.delivery;

import org.postjames.local.CommandExit;

/**
 * What a command's end means for the mail that it was given. // pipe_command.c
 *
 * @param delivered whether it took the mail; the other fields are empty then
 * @param said what the command wrote, or what its exit status means
 * @param timedOut whether it was ended because of its time limit
 */
record CommandVerdict(boolean delivered, String dsn, String said, String reason, boolean timedOut) {
    private static final String SOFTWARE_PROBLEM = "4.3.0";
    private static final String SOFTWARE_ERROR = "internal software error"; // sys_exits.c: EX_SOFTWARE

    /** @param command as the reason names it */
    static CommandVerdict of(CommandProcess.Outcome outcome, String command) {
        String output = outcome.output();
        String tail = output.isEmpty() ? "" : ". Command output: " + output;
        String error = output.isEmpty() ? SOFTWARE_ERROR : output;
        return switch (outcome.end()) {
            case NOT_STARTED ->
                new CommandVerdict(false, SOFTWARE_PROBLEM, SOFTWARE_ERROR, "Delivery failed: " + output, false);
            case TIME_LIMIT ->
                new CommandVerdict(
                        false, "5.3.0", error, "Command time limit exceeded: \"" + command + "\"" + tail, true);
            case SIGNAL ->
                new CommandVerdict(
                        false,
                        SOFTWARE_PROBLEM,
                        error,
                        "Command died with signal " + outcome.code() + ": \"" + command + "\"" + tail,
                        false);
            case EXIT -> exit(outcome, command, tail);
        };
    }

    private static CommandVerdict exit(CommandProcess.Outcome outcome, String command, String tail) {
        String output = outcome.output();
        if (outcome.code() == 0) {
            return new CommandVerdict(true, "", "", "", false);
        }
        if (StatusText.statusLength(output, 0) > 0) {
            StatusText own = StatusText.split(output, "5.3.0");
            return new CommandVerdict(false, own.dsn(), own.text(), own.text(), false);
        }
        CommandExit exit = CommandExit.of(outcome.code());
        String what =
                exit.known() ? exit.text() : "Command died with status " + outcome.code() + ": \"" + command + "\"";
        return new CommandVerdict(false, exit.dsn(), output.isEmpty() ? exit.text() : output, what + tail, false);
    }
}
