package org.postjames.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs another command of ours in this one's place: the script beside it, which knows its class path. // mail_run_replace(3) */
final class OtherCommand {
    private OtherCommand() {}

    static int run(String name, List<String> args) throws CommandFailure {
        String home = System.getProperty("postjames.home", "");
        Path script = Path.of(home, "bin", name);
        if (home.isEmpty() || !Files.isExecutable(script)) {
            throw new CommandFailure(
                    "execute " + script + ": No such file or directory", SendmailOptions.EX_UNAVAILABLE);
        }
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        command.addAll(args);
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new CommandFailure("execute " + script + ": " + e.getMessage(), SendmailOptions.EX_UNAVAILABLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SendmailOptions.EX_TEMPFAIL;
        }
    }
}
