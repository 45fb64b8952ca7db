package org.postjames.integration;

import java.io.IOException;
import java.util.List;

/** A mail system under test, started from a workspace of its own. */
interface Mta extends AutoCloseable {
    /** What a command printed and how it ended. */
    record Output(int exit, String stdout, String stderr) {}

    Workspace workspace();

    /** Starts the mail system and waits until its SMTP port answers. */
    void start(Scenario scenario) throws IOException, InterruptedException;

    /** Runs one of Postfix's commands ({@code postqueue}, {@code sendmail}, …) against this mail system's configuration. */
    Output command(List<String> words, String input) throws IOException, InterruptedException;

    /** How a command is told which configuration directory to use: sendmail(1) and its aliases take {@code -C}, the others {@code -c}. */
    default List<String> configurationOption(String command) {
        return switch (command) {
            case "sendmail", "mailq", "newaliases" ->
                List.of("-C", workspace().etc().toString());
            default -> List.of("-c", workspace().etc().toString());
        };
    }

    @Override
    void close() throws IOException, InterruptedException;
}
