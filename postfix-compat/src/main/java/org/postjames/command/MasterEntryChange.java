package org.postjames.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postjames.config.MasterEntry;

/** One change to a line of master.cf. // postconf_master.c: pcf_edit_master_field(), pcf_edit_master_param() */
final class MasterEntryChange {
    private static final int COMMAND = MasterEntry.FIELD_COUNT - 1;

    private MasterEntryChange() {}

    /** The entry with another field; the command field takes its arguments with it. */
    static MasterEntry field(MasterEntry entry, int field, String value, CommandMessages messages)
            throws CommandFailure {
        List<String> fields = new ArrayList<>(entry.fields());
        if (field == COMMAND) {
            String head = String.join(" ", fields.subList(0, COMMAND));
            try {
                MasterEntry changed = MasterEntry.parse(
                        head + " " + value, entry.origin(), text -> messages.warning("master.cf: " + text));
                MasterCheck.check(changed, value);
                return changed;
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(String.valueOf(e.getMessage()));
            }
        }
        fields.set(field, value);
        MasterEntry changed = new MasterEntry(List.copyOf(fields), entry.origin());
        MasterCheck.check(changed, value);
        return changed;
    }

    /** The entry with another {@code -o name=value}, or without it if the value is null. */
    static MasterEntry parameter(MasterEntry entry, String name, @Nullable String value) {
        List<String> fields = new ArrayList<>(entry.fields());
        boolean found = false;
        int i = MasterEntry.FIELD_COUNT;
        while (i < fields.size()
                && fields.get(i).startsWith("-")
                && !fields.get(i).equals("--")) {
            if (!fields.get(i).startsWith("-o") || i + 1 == fields.size()) {
                i++;
            } else if (!fields.get(i + 1).startsWith(name + "=")) {
                i += 2;
            } else if (value == null) {
                fields.subList(i, i + 2).clear();
            } else {
                found = true;
                fields.set(i + 1, name + "=" + value);
                i += 2;
            }
        }
        if (value != null && !found) {
            fields.addAll(i, List.of("-o", name + "=" + value));
        }
        return new MasterEntry(List.copyOf(fields), entry.origin());
    }
}
