package org.postjames.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.postjames.config.ParameterTable;

/**
 * The README's tables that are made from the sources: deliberate differences from the {@code Postfix differs:} comments, and how many parameters have
 * which status.
 *
 * <p>Its {@code main} writes both into the README.
 */
final class ReadmeTables {
    private static final String MARK = "Postfix differs:";
    private static final String OTHERS = "others";

    /** Who reads a parameter, by the beginning of its name; the first that fits. */
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("SMTP server", List.of("smtpd_"));
        GROUPS.put("SMTP and LMTP client", List.of("smtp_", "lmtp_"));
        GROUPS.put("postscreen", List.of("postscreen_", "dnsblog_"));
        GROUPS.put("TLS in common", List.of("tls_", "tlsproxy_", "tlsmgr_"));
        GROUPS.put("address verification", List.of("address_verify_", "verify_"));
        GROUPS.put("milters", List.of("milter_", "non_smtpd_milters"));
        GROUPS.put(
                "cleanup and rewriting",
                List.of(
                        "header_",
                        "body_",
                        "mime_",
                        "nested_",
                        "canonical_",
                        "sender_canonical_",
                        "recipient_canonical_",
                        "masquerade_",
                        "cleanup_",
                        "append_",
                        "always_",
                        "virtual_alias_",
                        "sender_bcc_",
                        "recipient_bcc_",
                        "local_header_",
                        "remote_header_"));
        GROUPS.put(
                "delivery to mailboxes",
                List.of(
                        "virtual_",
                        "local_",
                        "mailbox_",
                        "alias_",
                        "allow_mail_",
                        "home_",
                        "mail_spool_",
                        "forward_",
                        "command_"));
        GROUPS.put(
                "queue manager and bounces",
                List.of(
                        "qmgr_",
                        "default_",
                        "queue_",
                        "maximal_",
                        "minimal_",
                        "bounce_",
                        "2bounce_",
                        "delay_",
                        "error_",
                        "*_",
                        "transport_"));
        GROUPS.put("Postjames's own", List.of("postjames_"));
        GROUPS.put(OTHERS, List.of(""));
    }

    private ReadmeTables() {}

    public static void main(String[] args) throws IOException {
        Path root = root();
        Path readme = root.resolve("README.md");
        String text = Files.readString(readme);
        text = replaced(text, "differences", differences(root));
        Files.writeString(readme, replaced(text, "parameters", parameters()));
    }

    /** The directory that holds all modules. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("postfix-compat"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** What stands between the markers {@code <!-- name -->} and {@code <!-- /name -->}. */
    static String between(String text, String name) {
        return text.substring(start(text, name), end(text, name)).strip();
    }

    private static String replaced(String text, String name, String table) {
        return text.substring(0, start(text, name)) + "\n" + table + "\n" + text.substring(end(text, name));
    }

    private static int start(String text, String name) {
        String marker = "<!-- " + name + " -->";
        int at = text.indexOf(marker);
        if (at < 0) {
            throw new IllegalStateException("README.md has no " + marker);
        }
        return at + marker.length();
    }

    private static int end(String text, String name) {
        int at = text.indexOf("<!-- /" + name + " -->");
        if (at < 0) {
            throw new IllegalStateException("README.md has no <!-- /" + name + " -->");
        }
        return at;
    }

    /** A row per {@code Postfix differs:} comment of the sources, by module and class. */
    static String differences(Path root) throws IOException {
        StringBuilder table = new StringBuilder("| where | Postfix differs |\n|---|---|");
        for (Path source : sources(root)) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains(MARK)) {
                    String where = source.getName(root.getNameCount()) + ": `"
                            + source.getFileName().toString().replace(".java", "") + "`";
                    table.append("\n| ")
                            .append(where)
                            .append(" | ")
                            .append(comment(lines, i))
                            .append(" |");
                }
            }
        }
        return table.toString();
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/src/main/java/"))
                    .sorted()
                    .toList();
        }
    }

    /** The comment that begins in this line, up to its end or the end of its first sentence. */
    private static String comment(List<String> lines, int first) {
        String line = lines.get(first);
        boolean javadoc = !line.substring(0, line.indexOf(MARK)).contains("//");
        StringBuilder text = new StringBuilder(
                line.substring(line.indexOf(MARK) + MARK.length()).strip());
        for (int i = first + 1; i < lines.size() && !ended(text); i++) {
            String next = lines.get(i).strip();
            if (!next.startsWith(javadoc ? "*" : "//")
                    || next.contains("<p>")
                    || next.startsWith("* @")
                    || next.equals("*")) {
                break;
            }
            text.append(' ').append(next.substring(javadoc ? 1 : 2).strip());
        }
        String all = text.toString().replace("*/", "").strip();
        int sentence = all.indexOf(". ");
        return (sentence > 0 ? all.substring(0, sentence) : all.replaceFirst("\\.$", ""))
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replace("|", "\\|");
    }

    private static boolean ended(CharSequence text) {
        String said = text.toString();
        return said.endsWith(".") || said.endsWith("*/") || said.contains(". ");
    }

    /** How many parameters are honoured, not yet, or without a meaning, by who reads them. */
    static String parameters() {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        GROUPS.keySet().forEach(group -> counts.put(group, new TreeMap<>()));
        List<ParameterTable.Entry> entries =
                new ArrayList<>(ParameterTable.all().values());
        entries.addAll(ParameterTable.serviceEntries());
        for (ParameterTable.Entry entry : entries) {
            String status = entry.status().startsWith("no-meaning") ? "no-meaning" : entry.status();
            counts.get(group(entry.name())).merge(status, 1, Integer::sum);
        }
        StringBuilder table =
                new StringBuilder("| parameters | honoured | not yet | no meaning here |\n|---|---|---|---|");
        Map<String, Integer> total = new TreeMap<>();
        counts.forEach((group, row) -> {
            row.forEach((status, count) -> total.merge(status, count, Integer::sum));
            table.append('\n').append(row(group, row));
        });
        return table.append('\n').append(row("all", total)).toString();
    }

    private static String row(String name, Map<String, Integer> counts) {
        return "| " + name + " | " + counts.getOrDefault("honoured", 0) + " | " + counts.getOrDefault("not-yet", 0)
                + " | " + counts.getOrDefault("no-meaning", 0) + " |";
    }

    private static String group(String name) {
        return GROUPS.entrySet().stream()
                .filter(group -> group.getValue().stream().anyMatch(name::startsWith))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(OTHERS);
    }
}
