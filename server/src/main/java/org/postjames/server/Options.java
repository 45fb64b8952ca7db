package org.postjames.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code postjames run}.
 *
 * @param configuration {@code -c}: somebody's configuration directory; without it our own working directory is used
 * @param state {@code --state}: where queue, log and mailboxes go instead
 * @param portOffset {@code --port-offset}: added to every listening port
 * @param workingDirectory where our own working directory is, or is made
 * @param daemon started by {@code postfix start}: nothing is printed once the server runs
 */
record Options(
        Optional<Path> configuration, Optional<Path> state, int portOffset, Path workingDirectory, boolean daemon) {
    static final String USAGE = "usage: postjames run [-c config_dir] [--state dir] [--port-offset number]";

    /** @throws IllegalArgumentException with what is wrong */
    static Options parse(List<String> arguments) {
        Optional<Path> configuration = Optional.empty();
        Optional<Path> state = Optional.empty();
        int portOffset = 0;
        Path workingDirectory = Path.of("var");
        boolean daemon = false;
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--daemon")) {
                daemon = true;
                continue;
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(
                        option.startsWith("-")
                                ? "option " + option + " is unknown or wants a value"
                                : "unexpected: " + option);
            }
            String value = arguments.get(++i);
            switch (option) {
                case "-c" -> configuration = Optional.of(Path.of(value));
                case "--state" -> state = Optional.of(Path.of(value));
                case "--port-offset" -> portOffset = number(value);
                case "--default-directory" -> workingDirectory = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option: " + option);
            }
        }
        return new Options(configuration, state, portOffset, workingDirectory, daemon);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port-offset wants a number: " + text, e);
        }
        throw new IllegalArgumentException("--port-offset is out of range: " + text);
    }
}
