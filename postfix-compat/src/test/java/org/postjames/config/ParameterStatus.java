package org.postjames.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds out from the sources which parameters are read: a constant {@code NAME = Parameter.text("name")} that is used somewhere else, or a
 * transport's {@code Parameter.integer(transport + "_suffix")}. What only the default of such a parameter mentions is read through it.
 *
 * <p>Its {@code main} writes what it finds into {@code parameters.tsv}.
 */
final class ParameterStatus {
    private static final Pattern CONSTANT = Pattern.compile(
            "(?:(\\w+)\\s*=\\s*)?Parameter\\s*\\.(?:<[^>]*>)?\\s*(?:text|bool|integer|size|time|list)\\(\\s*((?:[\\w.()]+\\s*\\+\\s*)?)\"([^\"]+)\"\\s*\\)");
    private static final Pattern SUFFIX = Pattern.compile("[\\w.()]+\\s*\\+\\s*\"(_[a-z_]+)\"");
    private static final Pattern NAME = Pattern.compile("\\$[{(]?\\{?\\$?([a-z0-9_]+)");
    private static final Path TABLE = Path.of("postfix-compat/src/main/resources/org/postjames/config/parameters.tsv");

    private ParameterStatus() {}

    public static void main(String[] args) throws IOException {
        Path root = root();
        Set<String> read = readByTheSources(root);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve(TABLE))) {
            lines.add(withStatus(line, read));
        }
        Files.writeString(root.resolve(TABLE), String.join("\n", lines) + "\n");
    }

    private static String withStatus(String line, Set<String> read) {
        List<String> fields = new ArrayList<>(List.of(line.split("\t", -1)));
        if (line.startsWith("#") || fields.size() < 3 || fields.get(1).equals("readonly")) {
            return line;
        }
        while (fields.size() < 6) {
            fields.add(fields.size() == 5 ? "not-yet" : "");
        }
        if (read.contains(fields.get(0))) {
            fields.set(5, "honoured");
        } else if (fields.get(5).equals("honoured")) {
            fields.set(5, "not-yet");
        }
        return String.join("\t", fields);
    }

    /** The directory that holds all modules. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("postfix-compat"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    static Set<String> readByTheSources(Path root) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(ParameterStatus::isSource)::iterator) {
                sources.add(Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        Map<String, Integer> words = new HashMap<>();
        Pattern word = Pattern.compile("[A-Z][A-Z0-9_]+");
        for (String source : sources) {
            Matcher matcher = word.matcher(source);
            while (matcher.find()) {
                words.merge(matcher.group(), 1, Integer::sum);
            }
        }
        Set<String> read = new TreeSet<>();
        for (String source : sources) {
            collect(source, words, read);
        }
        addDefaults(read);
        addLmtp(read);
        return read;
    }

    /** lmtp(8) reads them in place of smtp(8)'s: org.postjames.smtp.client.ClientConfig. */
    private static void addLmtp(Set<String> read) {
        for (String name : List.copyOf(read)) {
            String other =
                    switch (name) {
                        case "smtp_helo_name" -> "lmtp_lhlo_name";
                        case "smtp_helo_timeout" -> "lmtp_lhlo_timeout";
                        case "smtp_discard_ehlo_keywords" -> "lmtp_discard_lhlo_keywords";
                        case "smtp_discard_ehlo_keyword_address_maps" -> "lmtp_discard_lhlo_keyword_address_maps";
                        default -> name.startsWith("smtp_") ? "l" + name.substring(1) : "";
                    };
            if (ParameterTable.all().containsKey(other)) {
                read.add(other);
            }
        }
    }

    private static boolean isSource(Path file) {
        String path = file.toString();
        return path.endsWith(".java") && path.contains("/src/main/java/") && !path.contains("/target/");
    }

    private static void collect(String source, Map<String, Integer> words, Set<String> read) {
        Matcher matcher = CONSTANT.matcher(source);
        while (matcher.find()) {
            String constant = matcher.group(1);
            boolean suffix = !matcher.group(2).isEmpty();
            if (constant == null || !words.containsKey(constant) || words.get(constant) > 1) {
                read.add(suffix ? "*" + matcher.group(3) : matcher.group(3));
            }
        }
        Matcher suffix = SUFFIX.matcher(source);
        while (suffix.find()) {
            String name = "*" + suffix.group(1);
            if (ParameterTable.serviceEntries().stream().anyMatch(e -> e.name().equals(name))) {
                read.add(name);
            }
        }
    }

    private static void addDefaults(Set<String> read) {
        boolean grown = true;
        while (grown) {
            Set<String> more = new TreeSet<>();
            Stream.concat(ParameterTable.all().values().stream(), ParameterTable.serviceEntries().stream())
                    .filter(entry -> read.contains(entry.name()))
                    .forEach(entry -> {
                        Matcher names = NAME.matcher(entry.defaultExpression());
                        while (names.find()) {
                            if (ParameterTable.builtIn(names.group(1)).isPresent()) {
                                more.add(names.group(1));
                            }
                        }
                    });
            grown = read.addAll(more);
        }
    }
}
