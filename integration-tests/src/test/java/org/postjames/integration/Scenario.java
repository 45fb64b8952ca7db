package org.postjames.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One scenario file: a configuration and what is done with it.
 *
 * <p>Sections begin with {@code == WORD ARGUMENTS}: {@code main.cf} and {@code master.cf} lines are appended to the common ones; {@code file NAME}
 * goes into the configuration directory; {@code sink} scripts the SMTP sink, a verb and its reply a line; {@code policy} scripts a {@link PolicyServer},
 * {@code milter NAME} a {@link ScriptedMilter} whose port is {@code @MILTER:NAME@}, {@code filter NAME} a {@link ScriptedFilter}: {@code @FILTER:NAME@};
 * the others are steps, played in order: {@code smtp}, {@code command}, {@code flush}, {@code dir}. {@code smtp @SECOND@} talks to the second port, {@code talk @SECOND@} as well, where it is no SMTP server.
 * {@code dns} is the zone of {@link StubDns}.
 * {@code @ETC@ @MAIL@ @SINK@ @SINKSOCKET@ @PORT@ @SECOND@ @POLICY@ @POLICYSOCKET@} stand for this run's directories and ports.
 */
record Scenario(
        String name,
        String title,
        List<String> mainCf,
        List<String> masterCf,
        Map<String, String> files,
        List<String> sink,
        Map<String, List<String>> servers,
        List<Step> steps) {
    /** Without other servers than the sink. */
    Scenario(
            String name,
            String title,
            List<String> mainCf,
            List<String> masterCf,
            Map<String, String> files,
            List<String> sink,
            List<Step> steps) {
        this(name, title, mainCf, masterCf, files, sink, Map.of(), steps);
    }

    /** One thing that is done: its section's first word, the rest of that line, and the lines below it. */
    record Step(String kind, String arguments, List<String> lines) {}

    static Scenario read(Path file) throws IOException {
        String name = file.getFileName().toString().replaceFirst("\\.scenario$", "");
        List<String> mainCf = new ArrayList<>();
        List<String> masterCf = new ArrayList<>();
        List<String> sink = new ArrayList<>();
        Map<String, String> files = new LinkedHashMap<>();
        Map<String, List<String>> servers = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        String title = "";
        List<String> current = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (!line.startsWith("== ")) {
                if (title.isEmpty() && line.startsWith("# ")) {
                    title = line.substring(2);
                } else {
                    current.add(line);
                }
                continue;
            }
            String[] words = line.substring(3).strip().split(" ", 2);
            String arguments = words.length > 1 ? words[1] : "";
            current = switch (words[0]) {
                case "main.cf" -> mainCf;
                case "master.cf" -> masterCf;
                case "sink" -> sink;
                case "policy" -> servers.computeIfAbsent(words[0], key -> new ArrayList<>());
                case "milter", "filter" ->
                    servers.computeIfAbsent(words[0] + " " + arguments, key -> new ArrayList<>());
                default -> new ArrayList<>();
            };
            if (!List.of("main.cf", "master.cf", "sink", "policy", "milter", "filter")
                    .contains(words[0])) {
                steps.add(new Step(words[0], arguments, current));
            }
        }
        List<Step> played = new ArrayList<>();
        for (Step step : steps) {
            while (!step.lines().isEmpty() && step.lines().getLast().isEmpty()) {
                step.lines().removeLast();
            }
            if (step.kind().equals("file")) {
                files.put(step.arguments(), String.join("\n", step.lines()) + "\n");
            } else {
                played.add(step);
            }
        }
        return new Scenario(name, title, mainCf, masterCf, files, sink, servers, played);
    }
}
