package org.postjames.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postjames.bounce.BounceTemplates;
import org.postjames.command.PostconfOptions.Mode;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;

/** {@code postconf -b} and {@code -t}: the texts of bounce messages. What is wrong with them is bounce(8) to say. // postconf.c, bounce.c */
final class PostconfTemplates {
    private static final String PROGRAM = "postfix/bounce";

    private PostconfTemplates() {}

    static void show(PostconfOptions options, PrintStream out, PrintStream err) throws CommandFailure {
        if (options.names().size() > 1) {
            throw new CommandFailure("options -b and -t require at most one template file");
        }
        String directory = PostconfFiles.directory(options);
        PostfixConfig config;
        try {
            config = PostfixConfig.loadMain(Path.of(directory));
        } catch (ConfigurationException e) {
            throw new CommandFailure(e.diagnostics().getFirst().text());
        }
        CommandMessages messages = new CommandMessages(PROGRAM, err);
        try {
            String file = options.names().isEmpty()
                    ? config.value("bounce_template_file").orElse("")
                    : options.names().getFirst();
            BounceTemplates templates = file.isEmpty()
                    ? BounceTemplates.builtIn(messages::warning)
                    : BounceTemplates.parse(file, read(file), messages::warning);
            String text = options.has(Mode.DUMP_TEMPLATES) ? templates.dump(config) : templates.expand(config);
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(PROGRAM, String.valueOf(e.getMessage()));
        }
    }

    private static String read(String file) throws CommandFailure {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new CommandFailure(PROGRAM, "open " + file + ": " + CommandMessages.reason(e));
        }
    }
}
