package org.postjames.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Real Postfix and Postjames under one drawn configuration, and the same dialogues with both. */
final class DialoguePair implements AutoCloseable {
    private final StubDns dns;
    private final Side postfix;
    private final Side postjames;
    private final ExecutorService both = Executors.newFixedThreadPool(2);

    /** One of the two, and what it says of a dialogue. */
    private static final class Side {
        final Mta mta;
        final LogFollower log;
        final PolicyServer policy;
        private int asked;

        Side(Mta mta, PolicyServer policy) {
            this.mta = mta;
            this.policy = policy;
            this.log = new LogFollower(mta.workspace().maillog());
        }

        /** @param system makes the mail system for a workspace */
        static Side of(Function<Workspace, Mta> system, Scenario configuration) throws IOException {
            PolicyServer policy = new PolicyServer(configuration.servers().get("policy"));
            return new Side(
                    system.apply(Workspace.create(
                            ScenarioIT.workspace(), Workspace.freePort(), Map.of("POLICY", policy.port()))),
                    policy);
        }

        Side start(Scenario configuration) throws IOException, InterruptedException {
            Workspace.write(mta.workspace().etc().resolve("aliases"), "postmaster: games\n");
            mta.start(configuration);
            log.session();
            return this;
        }

        String play(List<String> lines) throws IOException {
            String transcript;
            try {
                transcript = SmtpDialogue.play(mta.workspace().port(), lines);
            } catch (java.net.SocketTimeoutException e) {
                transcript = "no reply\n";
            }
            String logged = session(log.session());
            return normalise(transcript + "## log\n" + logged + "## policy\n" + questions());
        }

        /** What the policy server has been asked since the last call. */
        private String questions() {
            String received = policy.received();
            String questions = received.substring(asked);
            asked = received.length();
            return questions;
        }

        private static String session(String log) {
            return log.contains(LogFollower.KILLED) ? log : Maillog.sorted(log);
        }

        /** The messages that were delivered, in the order of their text, and what is said about their sizes. */
        String mail() throws IOException {
            ScenarioPlayer.settle(mta.workspace());
            List<String> messages = new ArrayList<>();
            try (Stream<Path> files = Files.walk(mta.workspace().mail().resolve("all"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    messages.add(normalise(Files.readString(file, StandardCharsets.ISO_8859_1)) + "---\n");
                }
            }
            try (Stream<String> lines = Files.lines(mta.workspace().maillog(), StandardCharsets.ISO_8859_1)) {
                lines.filter(line -> line.contains("/qmgr[") && line.contains(", size="))
                        .map(line -> normalise(line.substring(line.indexOf("from=<")) + "\n"))
                        .forEach(messages::add);
            }
            return messages.stream().sorted().collect(Collectors.joining());
        }

        private String normalise(String text) {
            return new Normaliser(mta.workspace()).normalise(text);
        }
    }

    /** What the two said. */
    record Seen(String postfix, String postjames) {
        /** Where Postfix crashes we need not be equal. */
        boolean equal() {
            return postfix.contains(LogFollower.KILLED) || postfix.equals(postjames);
        }
    }

    DialoguePair(Scenario configuration) throws IOException, InterruptedException {
        dns = new StubDns(configuration.steps().getFirst().lines());
        postfix = Side.of(RealPostfix::new, configuration);
        postjames = Side.of(Postjames::new, configuration);
        for (Side side : List.of(postfix, postjames)) {
            Files.setPosixFilePermissions(
                    Files.createDirectories(side.mta.workspace().mail().resolve("all")),
                    PosixFilePermissions.fromString("rwxrwxrwx"));
            dns.announce(side.mta.workspace().root());
        }
        together(() -> postfix.start(configuration), () -> postjames.start(configuration));
    }

    Seen play(List<String> lines) throws IOException, InterruptedException {
        return together(() -> postfix.play(lines), () -> postjames.play(lines), Seen::new);
    }

    Seen mail() throws IOException, InterruptedException {
        return together(postfix::mail, postjames::mail, Seen::new);
    }

    private <T> void together(Callable<T> one, Callable<T> other) throws IOException, InterruptedException {
        together(one, other, (a, b) -> a);
    }

    private <T, R> R together(Callable<T> one, Callable<T> other, java.util.function.BiFunction<T, T, R> result)
            throws IOException, InterruptedException {
        var first = both.submit(one);
        var second = both.submit(other);
        try {
            return result.apply(first.get(), second.get());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        both.shutdown();
        try (dns;
                postfix.policy;
                postjames.policy;
                postfix.mta;
                postjames.mta) {
            both.close();
        }
    }
}
