package org.postjames.smtp.server;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How often each command was given and how often it succeeded, for the disconnect line. // smtpd_format_cmd_stats() */
final class CommandCounts {
    private final int[] total = new int[CommandTable.values().length + 1];
    private final int[] success = new int[total.length];

    /** @param command null for an unknown one */
    void given(@Nullable CommandTable command) {
        total[index(command)]++;
    }

    void succeeded(CommandTable command) {
        success[index(command)]++;
    }

    /** XCLIENT jumps back to the greeting before its success is counted. */
    void retract(CommandTable command) {
        success[index(command)]--;
    }

    private int index(@Nullable CommandTable command) {
        return command == null ? total.length - 1 : command.ordinal();
    }

    /** {@code  helo=1 mail=1 rcpt=0/2 commands=2/4}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        int allTotal = 0;
        int allSuccess = 0;
        for (int i = 0; i < total.length; i++) {
            if (total[i] > 0) {
                String name = i == total.length - 1 ? "unknown" : CommandTable.values()[i].name();
                append(out, name.toLowerCase(Locale.ROOT), success[i], total[i], false);
                allTotal += total[i];
                allSuccess += success[i];
            }
        }
        append(out, "commands", allSuccess, allTotal, allTotal == 0);
        return out.toString();
    }

    private static void append(StringBuilder out, String name, int success, int total, boolean always) {
        out.append(' ').append(name).append('=').append(success);
        if (always || success != total) {
            out.append('/').append(total);
        }
    }
}
