package org.postjames.command;

import java.util.List;
import org.postjames.config.MasterEntry;

/** A line of master.cf in postconf's layout. // postconf_master.c: pcf_print_master_entry(), pcf_print_master_field() */
final class MasterPrinter {
    /** Expands the value of {@code -o}. */
    interface Expander {
        String expand(String setting) throws CommandFailure;
    }

    private static final int[] COLUMNS = {0, 11, 17, 25, 33, 41, 49, 57};

    private final StringBuilder out = new StringBuilder();
    private final boolean fold;
    private final Expander expander;
    private int length;

    private MasterPrinter(boolean fold, Expander expander) {
        this.fold = fold;
        this.expander = expander;
    }

    /** The line with its fields at their columns, line end included. */
    static String entry(MasterEntry entry, boolean fold, Expander expander) throws CommandFailure {
        MasterPrinter printer = new MasterPrinter(fold, expander);
        for (int i = 0; i < MasterEntry.FIELD_COUNT; i++) {
            if (i > 0) {
                do {
                    printer.add(" ");
                } while (printer.length < COLUMNS[i]);
            }
            printer.add(entry.fields().get(i));
        }
        printer.arguments(entry.fields(), 3);
        return printer.out.append('\n').toString();
    }

    /** One field, line end included; the command with its arguments. */
    static String field(MasterEntry entry, int field, boolean name, boolean value, boolean fold, Expander expander)
            throws CommandFailure {
        MasterPrinter printer = new MasterPrinter(fold, expander);
        if (name) {
            printer.add(entry.name() + "/" + entry.type() + "/" + MasterEntry.FIELD_NAMES.get(field));
        }
        if (name && value) {
            printer.add(" = ");
        }
        if (value) {
            String text = entry.fields().get(field);
            if (printer.length > 0 && printer.length + text.length() > FoldedLine.LIMIT) {
                printer.newLine();
            }
            printer.add(text);
            if (field == MasterEntry.FIELD_COUNT - 1) {
                printer.arguments(entry.fields(), 1);
            }
        }
        return printer.out.append('\n').toString();
    }

    private void add(String text) {
        out.append(text);
        length += text.length();
    }

    private void newLine() {
        out.append('\n').append(FoldedLine.INDENT);
        length = FoldedLine.INDENT.length();
    }

    private void arguments(List<String> fields, int optionExtra) throws CommandFailure {
        boolean options = true;
        for (int i = MasterEntry.FIELD_COUNT; i < fields.size(); i++) {
            String arg = fields.get(i);
            int width = arg.length();
            String value = null;
            boolean braces = false;
            if (options && (!arg.startsWith("-") || arg.equals("--"))) {
                // Postfix: the argument that ends the options is never put in braces
                options = false;
            } else if (options) {
                if (arg.startsWith("-o") && i + 1 < fields.size()) {
                    length = FoldedLine.LIMIT;
                    value = arg.equals("-o") ? expander.expand(fields.get(i + 1)) : fields.get(i + 1);
                    braces = hasBlank(value);
                    width += value.length() + optionExtra + (braces ? 2 : 0);
                    i++;
                }
            } else {
                braces = hasBlank(arg);
            }
            if (length > FoldedLine.INDENT.length()) {
                if (!fold || length + 1 + width < FoldedLine.LIMIT) {
                    add(" ");
                } else {
                    newLine();
                }
            }
            add(!options && braces ? "{" + arg + "}" : arg);
            if (value != null) {
                add(braces ? " {" + value + "}" : " " + value);
                length = FoldedLine.LIMIT;
            }
        }
    }

    static boolean hasBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (FoldedLine.isSeparator(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
