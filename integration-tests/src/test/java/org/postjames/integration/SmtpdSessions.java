package org.postjames.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** SMTP sessions with one configuration, one after the other: what client and log see, for Postfix and for Postjames. */
record SmtpdSessions(List<String> mainCf, Map<String, String> files, List<List<String>> dialogues) {
    String ofPostfix(Path root) throws IOException, InterruptedException {
        return play(directory(root, "postfix"), RealPostfix::new);
    }

    String ofPostjames(Path root) throws IOException, InterruptedException {
        return play(directory(root, "postjames"), Postjames::new);
    }

    static Path directory(Path root, String name) throws IOException {
        Path directory = Files.createDirectory(root.resolve(name));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }

    Scenario scenario() {
        return new Scenario("sessions", "", mainCf, List.of(), files, List.of(), List.of());
    }

    private String play(Path root, Function<Workspace, Mta> system) throws IOException, InterruptedException {
        Workspace workspace = Workspace.create(root, Workspace.freePort());
        Workspace.write(workspace.etc().resolve("aliases"), "postmaster: games\n");
        StringBuilder seen = new StringBuilder();
        try (Mta mta = system.apply(workspace)) {
            mta.start(scenario());
            for (int i = 0; i < dialogues.size(); i++) {
                int before = i; // and one was the wait for the port
                Processes.await("the log", Duration.ofSeconds(20), () -> sessions(workspace) > before);
                seen.append(SmtpDialogue.play(workspace.port(), dialogues.get(i)))
                        .append('\n');
            }
            Processes.await("the log", Duration.ofSeconds(20), () -> sessions(workspace) > dialogues.size());
            ScenarioPlayer.settle(workspace);
        }
        Path mbox = workspace.mail().resolve("games");
        if (Files.exists(mbox)) {
            seen.append(ScenarioPlayer.inOrder(Files.readString(mbox, StandardCharsets.ISO_8859_1)));
        }
        return new Normaliser(workspace).normalise(seen + log(workspace));
    }

    private static long sessions(Workspace workspace) {
        try {
            return Files.readAllLines(workspace.maillog(), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.contains("]: disconnect from "))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** What smtpd logged, without times and process ids. */
    static String log(Workspace workspace) throws IOException {
        StringBuilder log = new StringBuilder();
        for (String line : Files.readAllLines(workspace.maillog(), StandardCharsets.ISO_8859_1)) {
            int smtpd = line.indexOf("postfix/smtpd[");
            if (smtpd >= 0) {
                log.append(line.substring(line.indexOf("]: ", smtpd) + 3)).append('\n');
            }
        }
        return log.toString();
    }
}
