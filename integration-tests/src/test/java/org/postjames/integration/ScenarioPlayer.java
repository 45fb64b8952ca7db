package org.postjames.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plays a scenario on one mail system and returns what was seen, normalised. */
final class ScenarioPlayer {
    private static final Pattern HEX = Pattern.compile("\\\\x([0-9a-f]{2})");

    private final Scenario scenario;
    private final StringBuilder seen = new StringBuilder();
    private int sessions;

    private ScenarioPlayer(Scenario scenario) {
        this.scenario = scenario;
    }

    /** @param system makes the mail system for a workspace */
    static String play(Scenario scenario, Path root, Function<Workspace, Mta> system)
            throws IOException, InterruptedException {
        List<String> zone = scenario.steps().stream()
                .filter(step -> step.kind().equals("dns"))
                .flatMap(step -> step.lines().stream())
                .toList();
        try (SmtpSink sink = new SmtpSink(scenario.sink());
                StubDns dns = new StubDns(zone);
                PolicyServer policy = new PolicyServer(scenario.servers().getOrDefault("policy", List.of()));
                ScriptedMilters milters = new ScriptedMilters(scenario.servers());
                ScriptedFilters filters = new ScriptedFilters(scenario.servers())) {
            Map<String, Integer> ports = milters.ports();
            ports.putAll(filters.ports());
            ports.put("POLICY", policy.port());
            Workspace workspace = Workspace.create(root, sink.port(), ports);
            policy.listen(workspace.policySocket());
            sink.listen(workspace.sinkSocket());
            filters.fill(workspace);
            if (!zone.isEmpty()) {
                dns.announce(root);
            }
            Workspace.write(workspace.etc().resolve("aliases"), "postmaster: games\n");
            return new ScenarioPlayer(scenario).play(workspace, new Servers(sink, policy, milters, filters), system);
        }
    }

    private record Servers(SmtpSink sink, PolicyServer policy, ScriptedMilters milters, ScriptedFilters filters) {}

    private String play(Workspace workspace, Servers servers, Function<Workspace, Mta> system)
            throws IOException, InterruptedException {
        try (Mta mta = system.apply(workspace)) {
            mta.start(scenario);
            Processes.await("the first session in the log", Duration.ofSeconds(5), () -> disconnects(workspace) > 0);
            servers.milters().forget();
            for (Scenario.Step step : scenario.steps()) {
                step(step, mta);
            }
            settle(workspace);
        }
        seen.append("## mail\n").append(mail(workspace.mail()));
        if (!servers.sink().received().isEmpty()) {
            seen.append("## sink\n").append(servers.sink().received());
        }
        if (!servers.policy().received().isEmpty()) {
            seen.append("## policy\n").append(servers.policy().received());
        }
        seen.append(servers.milters().heard()).append(servers.filters().heard());
        seen.append("## log\n")
                .append(Maillog.sorted(Files.readString(workspace.maillog(), StandardCharsets.ISO_8859_1)));
        return new Normaliser(workspace).normalise(seen.toString());
    }

    private void step(Scenario.Step step, Mta mta) throws IOException, InterruptedException {
        Workspace workspace = mta.workspace();
        List<String> lines = step.lines().stream().map(workspace::fill).toList();
        switch (step.kind()) {
            case "talk" -> seen.append("## talk\n").append(SmtpDialogue.play(port(step, workspace), lines));
            case "smtp" -> {
                seen.append("## smtp\n").append(SmtpDialogue.play(port(step, workspace), lines));
                sessions++;
                Processes.await(
                        "the end of the session in the log",
                        Duration.ofSeconds(5),
                        () -> disconnects(workspace) > sessions);
            }
            case "flush" -> {
                mta.command(List.of("postqueue", "-f"), "");
                settle(workspace);
            }
            case "dns" -> {} // it has been there since before the start
            case "settle" -> settle(workspace);
            case "down" -> mta.close();
            case "up" -> mta.restart();
            case "dir" ->
                Files.setPosixFilePermissions(
                        Files.createDirectories(Path.of(workspace.fill(step.arguments()))),
                        PosixFilePermissions.fromString("rwxrwxrwx"));
            case "command", "bytes", "as" -> command(step, mta, lines);
            default -> throw new IllegalArgumentException(scenario.name() + ": what is this step? " + step.kind());
        }
    }

    private static int port(Scenario.Step step, Workspace workspace) {
        return step.arguments().isEmpty() ? workspace.port() : Integer.parseInt(workspace.fill(step.arguments()));
    }

    /** {@code as USER}: the command of another user. {@code bytes}: what the lines say without their ends, {@code \\xNN} being one byte, is the input. */
    private void command(Scenario.Step step, Mta mta, List<String> lines) throws IOException, InterruptedException {
        List<String> words =
                withQueueIds(List.of(mta.workspace().fill(step.arguments()).split(" +")), mta.workspace());
        seen.append("## ")
                .append(step.kind())
                .append(' ')
                .append(step.arguments())
                .append('\n');
        String text = step.kind().equals("bytes")
                ? HEX.matcher(String.join("", lines))
                        .replaceAll(hex ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))))
                : String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
        Mta.Output output = step.kind().equals("as")
                ? mta.commandAs(words.getFirst(), words.subList(1, words.size()), text)
                : mta.command(words, text);
        seen.append("exit ")
                .append(output.exit())
                .append('\n')
                .append(output.stdout().replace('\0', '~').replaceAll("(?<=queue_id~)[^~]+", "@ID@"));
        if (output.stdout().contains("\0")) {
            seen.append('\n');
        }
        output.stderr().lines().filter(l -> !l.isEmpty()).forEach(l -> seen.append("stderr: ")
                .append(l)
                .append('\n'));
    }

    /** {@code @QID@} in a command is the one message that is in the queue. */
    private static List<String> withQueueIds(List<String> words, Workspace workspace) throws IOException {
        if (!words.contains("@QID@")) {
            return words;
        }
        for (String queue : List.of("hold", "deferred", "active", "incoming")) {
            try (Stream<Path> files = Files.walk(workspace.queue().resolve(queue))) {
                List<Path> found = files.filter(Files::isRegularFile).toList();
                if (!found.isEmpty()) {
                    String id = found.getFirst().getFileName().toString();
                    return words.stream().map(w -> w.equals("@QID@") ? id : w).toList();
                }
            }
        }
        throw new IOException("no message in the queue");
    }

    /** One more than the dialogues so far, because the wait for the port was a session too. What a filter brings back, to a server named reinject, is none of them. */
    private static long disconnects(Workspace workspace) {
        try (Stream<String> lines = Files.lines(workspace.maillog(), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("]: disconnect from ") && !line.contains("/reinject/"))
                    .count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** Waits until nothing is on its way: no message in maildrop, incoming or active, and nothing new in the log, several looks in a row. */
    static void settle(Workspace workspace) throws IOException {
        int[] quiet = new int[1];
        long[] logged = new long[1];
        Processes.await("the queue to settle", Duration.ofSeconds(30), () -> {
            long size = workspace.maillog().toFile().length();
            quiet[0] = busy(workspace.queue()) || size != logged[0] ? 0 : quiet[0] + 1;
            logged[0] = size;
            return quiet[0] > 12;
        });
    }

    /** A file that nobody may execute is one whose writer has not finished: after a crash it stays behind, and no mail is missing. */
    private static boolean busy(Path queue) {
        for (String name : List.of("maildrop", "incoming", "active")) {
            Path directory = queue.resolve(name);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(directory)) {
                if (files.anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file))) {
                    return true;
                }
            } catch (IOException | UncheckedIOException e) {
                return true;
            }
        }
        return false;
    }

    private static String mail(Path directory) throws IOException {
        record Found(String path, String mode, String owner, String content) {}
        try (Stream<Path> files = Files.walk(directory)) {
            StringBuilder out = new StringBuilder();
            List<Found> found = files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            String path = directory
                                    .relativize(file)
                                    .toString()
                                    .replaceAll("(?<=/(new|cur|tmp)/)[0-9]+\\.V.*", "@MAILDIR@");
                            return new Found(
                                    path,
                                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                                    Files.getOwner(file).getName(),
                                    inOrder(Files.readString(file, StandardCharsets.ISO_8859_1)));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sorted(Comparator.comparing(Found::path).thenComparing(f -> Normaliser.withoutIds(f.content())))
                    .toList();
            for (Found f : found) {
                out.append("-- ")
                        .append(f.path())
                        .append(' ')
                        .append(f.mode())
                        .append(' ')
                        .append(f.owner())
                        .append('\n')
                        .append(f.content());
                if (!f.content().endsWith("\n")) {
                    out.append("<no line end>\n");
                }
            }
            return out.toString();
        }
    }

    /** Two deliveries at the same time may come in either order: the messages of an mbox are put into the order of their text. */
    static String inOrder(String content) {
        if (!content.startsWith("From ")) {
            return content;
        }
        return Stream.of(content.split("(?<=\n\n)(?=From )"))
                .sorted(Comparator.comparing(Normaliser::withoutIds))
                .collect(Collectors.joining());
    }
}
