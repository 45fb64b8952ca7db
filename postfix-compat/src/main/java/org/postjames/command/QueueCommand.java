package org.postjames.command;

import java.nio.file.Path;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;

/** Where the queue commands find their configuration. */
final class QueueCommand {
    private QueueCommand() {}

    /** @param directory the argument of {@code -c}, or empty: then {@code MAIL_CONFIG}, then {@code /etc/postfix} */
    static PostfixConfig config(String directory) throws CommandFailure {
        String fromEnvironment = System.getenv("MAIL_CONFIG");
        String chosen = !directory.isEmpty() ? directory : fromEnvironment != null ? fromEnvironment : "/etc/postfix";
        try {
            return PostfixConfig.loadMainForCommand(Path.of(chosen));
        } catch (ConfigurationException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }
}
