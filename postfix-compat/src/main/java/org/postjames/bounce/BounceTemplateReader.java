package org.postjames.bounce;

import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.postjames.config.NameValue;

/** Splits a template file into {@code name = <<END} and the text up to the line {@code END}. // bounce_templates.c: bounce_templates_load() */
final class BounceTemplateReader {
    private final String file;
    private final String content;
    private final Consumer<String> warnings;
    private int at;
    /** Postfix counts from two. */
    private int number = 1;

    BounceTemplateReader(String file, String content, Consumer<String> warnings) {
        this.file = file;
        this.content = content;
        this.warnings = warnings;
    }

    private boolean atEnd() {
        return at >= content.length();
    }

    private String line() {
        int newline = content.indexOf('\n', at);
        int end = newline < 0 ? content.length() : newline;
        String line = content.substring(at, end);
        at = newline < 0 ? end : end + 1;
        number++;
        return line;
    }

    /** @param taker gets names and texts; false if it does not know the name */
    void read(BiPredicate<String, String> taker) {
        while (!atEnd()) {
            String line = line();
            String ink = line.stripLeading();
            if (ink.isEmpty() || ink.startsWith("#")) {
                continue;
            }
            NameValue pair;
            try {
                pair = NameValue.parse(line);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(place() + e.getMessage() + ": \"" + line + "\"", e);
            }
            String text = pair.value();
            if (text.startsWith("<<")) {
                text = multiLine(text.substring(2).stripLeading());
            }
            if (!taker.test(pair.name(), text)) {
                warnings.accept(place() + "unknown template name: " + pair.name() + " -- ignoring this template");
            }
        }
    }

    private String multiLine(String end) {
        if (end.isEmpty()) {
            throw new IllegalArgumentException(place() + "missing end marker after <<");
        }
        char first = end.charAt(0);
        if (first > 127 || !Character.isLetterOrDigit(first)) {
            throw new IllegalArgumentException(place() + "malformed end marker after <<");
        }
        StringBuilder text = new StringBuilder();
        while (!atEnd()) {
            String line = line();
            if (line.equals(end)) {
                return text.toString();
            }
            if (!text.isEmpty()) {
                text.append('\n');
            }
            text.append(line);
        }
        warnings.accept(place() + "missing \"" + end + "\" end marker");
        return text.toString();
    }

    private String place() {
        return file + ", line " + number + ": ";
    }
}
