package org.postjames.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.postjames.diagnostic.Origin;

/**
 * One line of master.cf as text: eight fields, then the daemon's arguments in normal form ({@code -o}, {@code name=value}), braces taken off.
 * // postconf_master.c
 */
public record MasterEntry(List<String> fields, Origin origin) {
    /** The fields before the daemon's arguments. */
    public static final int FIELD_COUNT = 8;

    /** Service name, type and so on, in the order of the fields. */
    public static final List<String> FIELD_NAMES =
            List.of("service", "type", "private", "unprivileged", "chroot", "wakeup", "process_limit", "command");

    /**
     * @param warnings gets what Postfix says of braces that do not fit
     * @throws IllegalArgumentException with Postfix's words if there are less than eight fields
     */
    public static MasterEntry parse(String line, Origin origin, Consumer<String> warnings) {
        List<String> fields = new ArrayList<>(ValueSyntax.blankSeparated(line));
        if (fields.size() < FIELD_COUNT) {
            throw new IllegalArgumentException("bad field count");
        }
        int field = options(fields, warnings);
        for (; field < fields.size(); field++) {
            if (fields.get(field).startsWith("{")) {
                fields.set(field, unbrace(fields.get(field), warnings));
            }
        }
        return new MasterEntry(List.copyOf(fields), origin);
    }

    private static int options(List<String> fields, Consumer<String> warnings) {
        int field = FIELD_COUNT;
        for (; field < fields.size(); field++) {
            String arg = fields.get(field);
            if (!arg.startsWith("-") || arg.equals("--")) {
                break;
            }
            int o = arg.indexOf('o', 1);
            if (o > 1) {
                // "-vo" is "-v" "-o"
                fields.set(field, arg.substring(0, o));
                fields.add(field + 1, "-" + arg.substring(o));
                continue;
            }
            if (o < 0) {
                continue;
            }
            if (arg.length() > 2) {
                fields.set(field, "-o");
                fields.add(field + 1, arg.substring(2));
            }
            if (++field < fields.size() && fields.get(field).startsWith("{")) {
                fields.set(field, normalized(unbrace(fields.get(field), warnings), warnings));
            }
        }
        return Math.min(field, fields.size());
    }

    private static String normalized(String setting, Consumer<String> warnings) {
        try {
            NameValue pair = NameValue.parse(setting);
            return pair.name() + "=" + pair.value();
        } catch (IllegalArgumentException e) {
            warnings.accept(e.getMessage() + ": \"" + setting + "\"");
            return setting;
        }
    }

    /** The text between the braces, without white space around it. // extpar(3) */
    static String unbrace(String text, Consumer<String> warnings) {
        int close = Expansion.closing(text, 0);
        if (close < 0) {
            warnings.accept("missing '}' in \"" + text + "\"");
            return LogicalLines.trim(text.substring(1));
        }
        if (close != text.length() - 1) {
            warnings.accept("syntax error after '}' in \"" + text + "\"");
        }
        return LogicalLines.trim(text.substring(1, close));
    }

    public String name() {
        return fields.get(0);
    }

    public String type() {
        return fields.get(1);
    }

    /** The program's name without a directory. */
    public String command() {
        String command = fields.get(FIELD_COUNT - 1);
        return command.substring(command.lastIndexOf('/') + 1);
    }

    /** The {@code name=value} texts of {@code -o}, in order. */
    public List<String> overrides() {
        List<String> overrides = new ArrayList<>();
        for (int i = FIELD_COUNT; i < fields.size(); i++) {
            String arg = fields.get(i);
            if (!arg.startsWith("-") || arg.equals("--")) {
                break;
            }
            if (arg.startsWith("-o") && i + 1 < fields.size()) {
                overrides.add(fields.get(++i));
            }
        }
        return overrides;
    }

    /** The daemon's arguments without {@code -o name=value}, in order. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        boolean options = true;
        for (int i = FIELD_COUNT; i < fields.size(); i++) {
            String arg = fields.get(i);
            options &= arg.startsWith("-") && !arg.equals("--");
            if (options && arg.startsWith("-o")) {
                i++;
            } else {
                arguments.add(arg);
            }
        }
        return arguments;
    }
}
