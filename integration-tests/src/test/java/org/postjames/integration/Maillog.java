package org.postjames.integration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A mail log, sorted so that it can be compared: the lines of one message by one program stay in order, and so do the lines of one program that belong to no
 * message; between those groups the order is not compared, because daemons interleave as they like. Messages stand in the order of their lines' text.
 */
final class Maillog {
    private static final Pattern LINE =
            Pattern.compile("^[A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d (\\S+) (\\S+)\\[\\d+\\]: (.*)$");
    private static final Pattern MESSAGE = Pattern.compile("^([0-9A-F]{9,14}|[0-9A-Za-z]{12,20}): .*");
    /** What only says how the mail system itself is run; and postqueue, which a user may run whose messages only a set-gid command gets into the log. */
    private static final Pattern HOUSEKEEPING = Pattern.compile(
            "postfix|postfix/(master|postfix-script|anvil|scache|postlogd|tlsmgr|postjames|proxymap|verify|flush|showq|postqueue|trivial-rewrite)");

    /** What even those say of a setting: once each, because how often depends on what they remember. */
    private static final Pattern OLD_DEFAULT = Pattern.compile(
            "using backwards-compatible default setting|COMPATIBILITY_README|To disable backwards compatibility");

    private Maillog() {}

    static String sorted(String log) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        Map<String, List<String>> messages = new LinkedHashMap<>();
        Set<String> oldDefaults = new TreeSet<>();
        for (String line : log.split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                if (!line.isBlank()) {
                    groups.computeIfAbsent("unparsable", k -> new ArrayList<>()).add(line);
                }
                continue;
            }
            String tag = matcher.group(2);
            String text = matcher.group(3);
            if (HOUSEKEEPING.matcher(tag).matches()) {
                if (OLD_DEFAULT.matcher(text).find()) {
                    oldDefaults.add(matcher.group(1) + " " + tag + ": " + text);
                }
                continue;
            }
            Matcher message = MESSAGE.matcher(text);
            if (message.matches()) {
                messages.computeIfAbsent(message.group(1) + " " + tag, k -> new ArrayList<>())
                        .add(matcher.group(1) + " " + tag + ": " + text);
            } else {
                groups.computeIfAbsent(tag, k -> new ArrayList<>()).add(matcher.group(1) + " " + tag + ": " + text);
            }
        }
        List<String> ids =
                messages.keySet().stream().map(k -> k.split(" ")[0]).distinct().toList();
        StringBuilder out = new StringBuilder();
        oldDefaults.forEach(line -> out.append(line).append('\n'));
        groups.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(g -> g.getValue()
                .forEach(l -> out.append(l).append('\n')));
        record Message(String lines, String key) {}
        ids.stream()
                .map(id -> messages.entrySet().stream()
                        .filter(g -> g.getKey().startsWith(id + " "))
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(g -> inOrder(g.getValue()).stream())
                        .collect(Collectors.joining("\n", "", "\n")))
                .map(lines -> new Message(lines, Normaliser.withoutIds(lines)))
                .sorted(Comparator.comparing(Message::key))
                .forEach(message -> out.append(message.lines()));
        return out.toString();
    }

    /** Recipients are delivered side by side: the lines about them are put into alphabetical order, where the first of them stands. */
    private static List<String> inOrder(List<String> lines) {
        List<String> recipients =
                lines.stream().filter(Maillog::isDelivery).sorted().toList();
        List<String> ordered =
                new ArrayList<>(lines.stream().filter(l -> !isDelivery(l)).toList());
        int first = lines.stream()
                .filter(Maillog::isDelivery)
                .mapToInt(lines::indexOf)
                .findFirst()
                .orElse(0);
        ordered.addAll(Math.min(first, ordered.size()), recipients);
        return ordered;
    }

    private static boolean isDelivery(String line) {
        return line.contains(": to=<");
    }
}
