package org.postjames.milter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postjames.config.NameValue;
import org.postjames.config.ValueSyntax;
import org.postjames.table.Braces;

/**
 * One filter of a list: {@code inet:host:port}, {@code unix:path}, or <code>{inet:host:port, command_timeout=5s, default_action=accept}</code>.
 * // milter_new()
 *
 * @param name as it stands in the list and in the log
 * @param protocol a version, and {@code no_header_reply}
 * @param softBounce a filter's 5xx becomes 4xx
 */
record MilterSettings(
        String name,
        Duration connectTimeout,
        Duration commandTimeout,
        Duration contentTimeout,
        String protocol,
        String defaultAction,
        boolean softBounce) {
    /**
     * Reads a list.
     *
     * @param common what holds for a filter that does not say otherwise
     * @throws IllegalArgumentException with the words with which Postfix's daemon ends
     */
    static List<MilterSettings> list(String text, MilterSettings common) {
        List<MilterSettings> all = new ArrayList<>();
        for (String word : ValueSyntax.list(text)) {
            if (!word.startsWith("{")) {
                all.add(common.named(word));
                continue;
            }
            List<String> inside = ValueSyntax.list(insideBraces(word, "milter service syntax error: "));
            if (inside.isEmpty()) {
                throw new IllegalArgumentException("empty milter definition: \"" + text + "\"");
            }
            MilterSettings one = common.named(inside.getFirst());
            for (String setting : inside.subList(1, inside.size())) {
                one = one.with(setting);
            }
            all.add(one);
        }
        return List.copyOf(all);
    }

    /** @throws IllegalArgumentException if the braces around the text are not balanced. // extpar(3) */
    static String insideBraces(String text, String prefix) {
        int end = Braces.closing(text, 0);
        if (end < 0) {
            throw new IllegalArgumentException(prefix + "missing '}' in \"" + text + "\"");
        }
        if (end + 1 < text.length()) {
            throw new IllegalArgumentException(prefix + "syntax error after '}' in \"" + text + "\"");
        }
        return text.substring(1, end);
    }

    private MilterSettings named(String other) {
        return copy(other, connectTimeout, commandTimeout, contentTimeout, protocol, defaultAction);
    }

    private MilterSettings copy(
            String itsName, Duration connect, Duration command, Duration content, String version, String action) {
        return new MilterSettings(itsName, connect, command, content, version, action, softBounce);
    }

    /** // attr_override(3) */
    private MilterSettings with(String setting) {
        NameValue pair = pair(setting.startsWith("{") ? insideBraces(setting, "") : setting);
        String value = pair.value();
        return switch (pair.name()) {
            case "connect_timeout" -> copy(name, time(pair), commandTimeout, contentTimeout, protocol, defaultAction);
            case "command_timeout" -> copy(name, connectTimeout, time(pair), contentTimeout, protocol, defaultAction);
            case "content_timeout" -> copy(name, connectTimeout, commandTimeout, time(pair), protocol, defaultAction);
            case "protocol" -> copy(name, connectTimeout, commandTimeout, contentTimeout, value, defaultAction);
            case "default_action" -> copy(name, connectTimeout, commandTimeout, contentTimeout, protocol, value);
            default -> throw new IllegalArgumentException("unknown option: \"" + pair.name() + " = " + value + "\"");
        };
    }

    private static NameValue pair(String setting) {
        try {
            return NameValue.parse(setting);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "malformed option: " + e.getMessage() + ": \"..." + setting + "...\"", e);
        }
    }

    private static Duration time(NameValue pair) {
        try {
            return MilterParameters.MILTER_CONNECT_TIMEOUT.kind().parse("milter_" + pair.name(), pair.value());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(pair.name() + ": bad time value or unit: " + pair.value(), e);
        }
    }
}
