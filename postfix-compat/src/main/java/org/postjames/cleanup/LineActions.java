package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What every header or body check can do with the line that it looks at; what cleanup alone can do is not here. // header_checks(5), header_body_checks.c */
public final class LineActions {
    /** What becomes of the line. */
    public sealed interface Outcome {}

    /** It stays. */
    public record Keep() implements Outcome {}

    /** It goes. */
    public record Drop() implements Outcome {}

    /** It stays, and this stands before it. */
    public record Prepend(String text) implements Outcome {}

    /** This takes its place. */
    public record Replace(String text) implements Outcome {}

    static final Outcome KEEP = new Keep();
    private static final Outcome DROP = new Drop();

    /** Where it is told what was done. */
    public interface Log {
        /** @param text what stands behind the action in the table */
        void action(String action, String content, String text);

        void warn(String text);
    }

    private final String parameter;
    private final boolean header;
    private final Log log;

    /** @param parameter whose map has the actions */
    public LineActions(String parameter, boolean header, Log log) {
        this.parameter = parameter;
        this.header = header;
        this.log = log;
    }

    /** A table's result: the action, and what stands behind it. */
    record Found(String command, String text) {
        static Found of(String value) {
            int end = 0;
            while (end < value.length() && value.charAt(end) != ' ' && value.charAt(end) != '\t') {
                end++;
            }
            int text = end;
            while (text < value.length() && (value.charAt(text) == ' ' || value.charAt(text) == '\t')) {
                text++;
            }
            return new Found(value.substring(0, end).toUpperCase(Locale.ROOT), value.substring(text));
        }
    }

    /** Does what a table's result says; an action that is not for every check is told, and the line stays. */
    public Outcome act(String content, String value) {
        Optional<Outcome> outcome = act(content, Found.of(value));
        if (outcome.isEmpty()) {
            log.warn("unsupported command in " + parameter + " map: " + value);
        }
        return outcome.orElse(KEEP);
    }

    /** Nothing if the action is not for every check. */
    Optional<Outcome> act(String content, Found found) {
        String text = found.text;
        return switch (found.command) {
            case "WARN" -> told("warning", content, text, KEEP);
            case "INFO" -> told("info", content, text, KEEP);
            case "STRIP" -> told("strip", content, text, DROP);
            case "REPLACE" -> isUsable(found) ? told("replace", content, text, new Replace(text)) : Optional.of(KEEP);
            case "PREPEND" -> isUsable(found) ? told("prepend", content, text, new Prepend(text)) : Optional.of(KEEP);
            case "IGNORE" -> Optional.of(DROP);
            case "DUNNO", "OK" -> Optional.of(KEEP);
            default -> Optional.empty();
        };
    }

    private Optional<Outcome> told(String action, String content, String text, Outcome outcome) {
        log.action(action, content, text);
        return Optional.of(outcome);
    }

    private boolean isUsable(Found found) {
        if (found.text.isEmpty()) {
            log.warn(found.command + " action without text in " + parameter + " map");
            return false;
        }
        byte[] bytes = found.text.getBytes(StandardCharsets.ISO_8859_1);
        if (header && HeaderSyntax.nameLength(bytes, 0, bytes.length) == 0) {
            log.warn("bad " + found.command + " header text \"" + found.text + "\" in " + parameter
                    + " map -- need \"headername: headervalue\"");
            return false;
        }
        return true;
    }
}
