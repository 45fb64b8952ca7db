package org.postjames.integration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A mail system under test, started from a workspace of its own. */
interface Mta extends AutoCloseable {
    /** What a command printed and how it ended. */
    record Output(int exit, String stdout, String stderr) {}

    Workspace workspace();

    /** Starts the mail system and waits until its SMTP port answers. */
    void start(Scenario scenario) throws IOException, InterruptedException;

    /** Starts it again after {@link #close}, on the same directories, and waits until its SMTP port answers. */
    void restart() throws IOException, InterruptedException;

    /** Runs one of Postfix's commands ({@code postqueue}, {@code sendmail}, …) against this mail system's configuration. */
    Output command(List<String> words, String input) throws IOException, InterruptedException;

    /** The same for a user who has no part in the mail system. */
    Output commandAs(String user, List<String> words, String input) throws IOException, InterruptedException;

    /** Puts a command into the hands of a user. */
    static List<String> as(String user, List<String> command) {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups"));
        all.addAll(command);
        return all;
    }

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
