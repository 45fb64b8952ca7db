package org.postjames.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.config.MasterEntry;

/** {@code name/type/field} with {@code *} for anything: which lines of master.cf an argument means. // postconf_match.c */
final class ServicePattern {
    private static final String ANY = "*";

    private final String text;
    private final List<String> parts;
    private int matches;

    private ServicePattern(String text, List<String> parts) {
        this.text = text;
        this.parts = parts;
    }

    /** Nothing, if there are too few or too many parts, or a part holds a {@code *} among other characters. */
    static Optional<ServicePattern> parse(String text, int fewest, int most) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split("/")) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        boolean bad = text.startsWith("/") || parts.size() < fewest || parts.size() > most;
        for (String part : parts) {
            bad |= !part.equals(ANY) && part.contains(ANY);
        }
        while (parts.size() < most) {
            parts.add(ANY);
        }
        return bad ? Optional.empty() : Optional.of(new ServicePattern(text, parts));
    }

    boolean matches(MasterEntry entry) {
        return matches(entry.name(), entry.type());
    }

    boolean matches(String name, String type) {
        return fits(parts.get(0), name) && fits(parts.get(1), type);
    }

    private static boolean fits(String part, String text) {
        return part.equals(ANY) || part.equals(text);
    }

    String text() {
        return text;
    }

    /** The third part: a field or a parameter. */
    String third() {
        return parts.get(2);
    }

    boolean anyThird() {
        return third().equals(ANY);
    }

    /** The number of the field that the third part names; -1 for any. */
    int field() throws CommandFailure {
        if (anyThird()) {
            return -1;
        }
        int field = MasterEntry.FIELD_NAMES.indexOf(third());
        if (field < 0) {
            throw new CommandFailure("invalid service attribute name: \"" + third() + "\"");
        }
        return field;
    }

    void count() {
        matches++;
    }

    int matchCount() {
        return matches;
    }
}
