package org.postjames.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.QueueLayout;

/** {@code postsuper}: removes, holds, releases, requeues and repairs queue files, whether a server runs or not. // postsuper(1) */
public final class Postsuper {
    private static final String LETTERS = "c:d:e:f:h:H:pr:sSv";
    private static final String USAGE =
            "usage: postsuper [-c config_dir] [-d queue_id (delete)] [-e queue_id (expire)] "
                    + "[-f queue_id (expire and/or un-hold)] [-h queue_id (hold)] [-H queue_id (un-hold)] "
                    + "[-p (purge temporary files)] [-r queue_id (requeue)] [-s (structure fix)] "
                    + "[-S (redundant structure fix)][-v (verbose)] [queue...]";
    private static final List<String> ALL_QUEUES = List.of(
            QueueLayout.DEFER,
            QueueLayout.BOUNCE,
            QueueLayout.MAILDROP,
            QueueLayout.INCOMING,
            QueueLayout.ACTIVE,
            QueueLayout.DEFERRED,
            QueueLayout.HOLD,
            QueueLayout.FLUSH);

    private final InputStream in;
    private final PrintStream err;
    private final String[] args;

    private Postsuper(String[] args, InputStream in, PrintStream err) {
        this.args = args;
        this.in = in;
        this.err = err;
    }

    public static void main(String[] args) {
        Exit.with(run(args, System.in, System.out, System.err));
    }

    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        try {
            new Postsuper(args, in, err).execute();
            return 0;
        } catch (CommandFailure e) {
            err.println("postsuper: fatal: " + e.getMessage());
            return e.exitCode();
        } catch (IOException e) {
            err.println("postsuper: fatal: " + CommandMessages.reason(e));
            return 1;
        } finally {
            err.flush();
        }
    }

    private void execute() throws CommandFailure, IOException {
        String directory = "";
        StringBuilder asked = new StringBuilder();
        CommandLine line = new CommandLine("postsuper", args, LETTERS, err);
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            switch (option) {
                case 'c' -> {
                    directory = line.value();
                    if (!directory.startsWith("/")) {
                        throw new CommandFailure("-c requires absolute pathname");
                    }
                }
                case CommandLine.BAD -> throw new CommandFailure(USAGE);
                default -> asked.append((char) option);
            }
        }
        PostfixConfig config = QueueCommand.config(directory);
        Path root = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY));
        if (!Files.isDirectory(root)) {
            throw new CommandFailure("chdir " + root + ": No such file or directory");
        }
        // Postfix differs: not only root but the owner of the queue may do this, because we also run without root.
        Path active = root.resolve(QueueLayout.ACTIVE);
        if (!Files.isWritable(Files.isDirectory(active) ? active : root)) {
            throw new CommandFailure("use of this command is reserved for the superuser");
        }
        List<String> queues = line.rest().isEmpty() ? ALL_QUEUES : line.rest();
        try (SuperReport report = new SuperReport(config, err)) {
            work(QueueLayout.of(config), queues, asked.toString(), report);
        }
    }

    private void work(QueueLayout layout, List<String> queues, String asked, SuperReport report)
            throws CommandFailure, IOException {
        QueueOperations operations = new QueueOperations(layout, queues, report);
        QueueRepair repair = new QueueRepair(layout, queues, report);
        boolean purge = asked.isEmpty() || asked.indexOf('p') >= 0;
        boolean redundant = asked.indexOf('S') >= 0;
        boolean structure = asked.isEmpty() || redundant || asked.indexOf('s') >= 0;
        if (purge || structure) {
            repair.run(purge, structure, redundant);
        }
        if (report.namesChanged() && operations.namesOne(args, LETTERS, err)) {
            err.println("postsuper: error: QUEUE FILE NAMES WERE CHANGED TO MATCH INODE NUMBERS");
            throw new CommandFailure("CHECK YOUR QUEUE IDS AND RE-ISSUE THE COMMAND");
        }
        CommandLine line = new CommandLine("postsuper", args, LETTERS, err);
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            if ("defhHr".indexOf(option) >= 0) {
                operate(operations, (char) option, line.value());
            }
        }
        report.totals(asked);
    }

    private void operate(QueueOperations operations, char action, String argument) throws CommandFailure, IOException {
        if (argument.equals("ALL")) {
            operations.all(action);
        } else if (argument.equals("-")) {
            BufferedReader ids = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
            for (String id = ids.readLine(); id != null; id = ids.readLine()) {
                operations.one(action, id);
            }
        } else {
            operations.one(action, argument);
        }
    }
}
