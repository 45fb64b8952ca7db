package org.postjames.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/** {@code newaliases}: {@code postalias} over each table of {@code alias_database}. // sendmail(1), -I and -bi */
public final class Newaliases {
    private static final Parameter<List<String>> ALIAS_DATABASE = Parameter.list("alias_database");

    private static final int EX_TEMPFAIL = 75; // sysexits(3)

    private Newaliases() {}

    public static void main(String[] args) {
        int status = run(args, System.in, System.out, System.err);
        Exit.with(status);
    }

    /** Takes {@code -C} and {@code -c} with a configuration directory, {@code -oA} with a table; sendmail's other options mean nothing here. @return the exit code */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        try {
            CommandLine line =
                    new CommandLine("newaliases", args, "A:B:C:F:GIL:N:O:R:UV:X:b:c:e:f:h:imno:p:r:q:tvx", err);
            String directory = "";
            String database = "";
            for (int letter = line.next(); letter != CommandLine.END; letter = line.next()) {
                switch (letter) {
                    case 'c', 'C' -> directory = line.value();
                    case 'o' ->
                        database = line.value().startsWith("A") ? line.value().substring(1) : database;
                    default -> {
                        if (letter == '?') {
                            throw new CommandFailure("usage: newaliases [options]", EX_TEMPFAIL);
                        }
                    }
                }
            }
            if (!line.rest().isEmpty()) {
                throw new CommandFailure("alias initialization mode requires no recipient", EX_TEMPFAIL);
            }
            PostfixConfig config = config(directory);
            List<String> words =
                    new ArrayList<>(List.of("-c", config.directory().toString(), "--"));
            words.addAll(database.isEmpty() ? config.get(ALIAS_DATABASE) : List.of(database));
            return words.size() == 3 ? 0 : Postalias.run(words.toArray(String[]::new), in, out, err);
        } catch (CommandFailure e) {
            err.println("newaliases: fatal: " + e.getMessage());
            return e.exitCode();
        }
    }

    private static PostfixConfig config(String directory) throws CommandFailure {
        try {
            return QueueCommand.config(directory);
        } catch (CommandFailure e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), EX_TEMPFAIL);
        }
    }
}
