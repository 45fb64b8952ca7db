package org.postjames.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How Postfix reads the text of a value. // mail_conf_bool.c, mail_conf_int.c, mail_conf_long.c, mail_conf_time.c, mystrtok.c */
public final class ValueSyntax {
    private static final long INT_MAX = Integer.MAX_VALUE;

    private ValueSyntax() {}

    /** @throws IllegalArgumentException with Postfix's words if the expanded text is no value for this parameter */
    static void check(ParameterTable.Entry entry, String name, String text) {
        switch (entry.valueClass()) {
            case "bool" -> bool(name, text);
            case "int" -> integer(name, text);
            case "long" -> size(name, text);
            case "time" -> time(name, text);
            case "str" -> length(entry, name, text);
            case "service" -> checkService(name, text);
            default -> {}
        }
    }

    private static void checkService(String name, String text) {
        if (name.endsWith("_delay") || name.endsWith("_time_limit")) {
            time(name, text);
        } else if (!name.endsWith("_feedback")) {
            integer(name, text);
        }
    }

    private static void length(ParameterTable.Entry entry, String name, String text) {
        if (entry.least().isPresent() && text.length() < entry.least().getAsLong()) {
            throw new IllegalArgumentException("bad string length " + text.length() + " < "
                    + entry.least().getAsLong() + ": " + name + " = " + text);
        }
        if (entry.greatest().isPresent() && text.length() > entry.greatest().getAsLong()) {
            throw new IllegalArgumentException("bad string length " + text.length() + " > "
                    + entry.greatest().getAsLong() + ": " + name + " = " + text);
        }
    }

    static boolean bool(String name, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("bad boolean configuration: " + name + " = " + text);
        };
    }

    static int integer(String name, String text) {
        long value = number(name, text);
        if (value != (int) value) {
            throw badNumber(name, text);
        }
        checkRange(name, value);
        return (int) value;
    }

    static long size(String name, String text) {
        long value = number(name, text);
        checkRange(name, value);
        return value;
    }

    private static long number(String name, String text) {
        int end = numberEnd(text);
        if (end == 0 || end != text.length()) {
            throw badNumber(name, text);
        }
        try {
            return Long.parseLong(text, numberStart(text), end, 10);
        } catch (NumberFormatException e) {
            throw badNumber(name, text);
        }
    }

    private static IllegalArgumentException badNumber(String name, String text) {
        return new IllegalArgumentException("bad numerical configuration: " + name + " = " + text);
    }

    private static int numberStart(String text) {
        int i = 0;
        while (i < text.length() && LogicalLines.isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Where strtol(3) stops; 0 if there is no number. */
    private static int numberEnd(String text) {
        int i = numberStart(text);
        if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            i++;
        }
        int digits = i;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i == digits ? 0 : i;
    }

    private static void checkRange(String name, long value) {
        Optional<ParameterTable.Entry> entry = ParameterTable.builtIn(name);
        if (entry.isEmpty()) {
            return;
        }
        if (entry.get().least().isPresent() && value < entry.get().least().getAsLong()) {
            throw new IllegalArgumentException("invalid " + name + " parameter value " + value + " < "
                    + entry.get().least().getAsLong());
        }
        if (entry.get().greatest().isPresent() && value > entry.get().greatest().getAsLong()) {
            throw new IllegalArgumentException("invalid " + name + " parameter value " + value + " > "
                    + entry.get().greatest().getAsLong());
        }
    }

    static Duration time(String name, String text) {
        long seconds = seconds(name, text);
        Optional<ParameterTable.Entry> entry = ParameterTable.builtIn(name);
        if (entry.isPresent()) {
            if (entry.get().least().isPresent() && seconds < entry.get().least().getAsLong()) {
                throw new IllegalArgumentException("invalid " + name + ": " + seconds + " (min "
                        + entry.get().least().getAsLong() + ")");
            }
            if (entry.get().greatest().isPresent()
                    && seconds > entry.get().greatest().getAsLong()) {
                throw new IllegalArgumentException("invalid " + name + ": " + seconds + " (max "
                        + entry.get().greatest().getAsLong() + ")");
            }
        }
        return Duration.ofSeconds(seconds);
    }

    private static long seconds(String name, String text) {
        int end = numberEnd(text);
        // conv_time.c: only the first letter after the number counts, the rest is not looked at
        char unit = end < text.length() && end > 0 ? text.charAt(end) : ParameterTable.defaultUnit(name);
        long factor =
                switch (unit) {
                    case 's' -> 1L;
                    case 'm' -> 60L;
                    case 'h' -> 3600L;
                    case 'd' -> 86400L;
                    case 'w' -> 604800L;
                    default -> 0L;
                };
        long number = -1;
        if (end > 0 && factor > 0 && end - numberStart(text) <= 11) {
            number = Long.parseLong(text, numberStart(text), end, 10);
        }
        if (number < 0 || number > INT_MAX || factor > 1 && number >= INT_MAX / factor) {
            throw new IllegalArgumentException("parameter " + name + ": bad time value or unit: " + text);
        }
        return number * factor;
    }

    /** Splits at commas and white space, keeping {@code {…}} together (with its braces). // mystrtokq(3) */
    public static List<String> list(String text) {
        return words(text, true);
    }

    /** Splits at white space only, keeping {@code {…}} together. */
    public static List<String> blankSeparated(String text) {
        return words(text, false);
    }

    private static List<String> words(String text, boolean commas) {
        List<String> words = new ArrayList<>();
        int start = -1;
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            }
            boolean separator = depth == 0 && (LogicalLines.isSpace(c) || commas && c == ',');
            if (separator && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            } else if (!separator && start < 0) {
                start = i;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return List.copyOf(words);
    }
}
