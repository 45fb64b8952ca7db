package org.postjames.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.postjames.config.Parameter;

/** {@code newaliases}: {@code postalias} over each table of {@code alias_database}. // sendmail(1), -I and -bi */
public final class Newaliases {
    private static final Parameter<List<String>> ALIAS_DATABASE = Parameter.list("alias_database");

    private Newaliases() {}

    public static void main(String[] args) {
        int status = run(args, System.in, System.out, System.err);
        Exit.with(status);
    }

    /** Takes {@code -C} and {@code -c} with a configuration directory; sendmail's other options mean nothing here. @return the exit code */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        try {
            CommandLine line = new CommandLine("newaliases", args, "c:C:vIb:", err);
            String directory = "";
            for (int letter = line.next(); letter != CommandLine.END; letter = line.next()) {
                switch (letter) {
                    case 'c', 'C' -> directory = line.value();
                    case 'v', 'I', 'b' -> {}
                    default -> throw new CommandFailure("usage: newaliases [options]", 64);
                }
            }
            List<String> words = new ArrayList<>(
                    List.of("-c", QueueCommand.config(directory).directory().toString()));
            List<String> databases = QueueCommand.config(directory).get(ALIAS_DATABASE);
            if (databases.isEmpty()) {
                return 0;
            }
            words.add("--");
            words.addAll(databases);
            return Postalias.run(words.toArray(String[]::new), in, out, err);
        } catch (CommandFailure e) {
            err.println("newaliases: fatal: " + e.getMessage());
            return e.exitCode();
        }
    }
}
