package org.postjames.command;

import java.util.Set;
import org.postjames.config.MasterEntry;

/** postconf's own look at the fields of a master.cf line. // postconf_master.c: pcf_check_master_entry() */
final class MasterCheck {
    private static final Set<String> TYPES = Set.of("unix", "fifo", "inet", "pass", "unix-dgram");
    private static final int FIRST_BOOLEAN = 2;
    private static final int LAST_BOOLEAN = 4;
    private static final int WAKEUP = 5;
    private static final int PROCESS_LIMIT = 6;

    private MasterCheck() {}

    static void check(MasterEntry entry, String text) throws CommandFailure {
        if (!TYPES.contains(entry.type())) {
            throw invalid(entry, 1, text);
        }
        // Postfix differs: "postconf -F smtp/inet/chroot=" writes an empty field, because it looks at nothing but the
        // field count
        // before; that file could not be read again
        for (int i = FIRST_BOOLEAN; i <= LAST_BOOLEAN; i++) {
            String value = entry.fields().get(i);
            if (value.length() != 1 || "yn-".indexOf(value.charAt(0)) < 0) {
                throw invalid(entry, i, text);
            }
        }
        String wakeup = entry.fields().get(WAKEUP);
        String number = wakeup.endsWith("?") ? wakeup.substring(0, wakeup.length() - 1) : wakeup;
        if (!number.equals("-") && !digits(number)) {
            throw invalid(entry, WAKEUP, text);
        }
        String limit = entry.fields().get(PROCESS_LIMIT);
        if (!limit.equals("-") && !digits(limit)) {
            throw invalid(entry, PROCESS_LIMIT, text);
        }
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static CommandFailure invalid(MasterEntry entry, int field, String text) {
        return new CommandFailure("invalid " + MasterEntry.FIELD_NAMES.get(field) + " field \""
                + entry.fields().get(field) + "\" in \"" + text.replace('\n', ' ') + "\"");
    }
}
