package org.postjames.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs several calls of one command in one process, so that the build can record an AOT cache of all that they load and link. Arguments: a file with the
 * calls, each of them lines {@code NAME}, {@code < INPUT} and one line per argument, and an empty line behind it. Shapes of output and exit codes do not
 * matter here.
 */
final class CommandTraining {
    private CommandTraining() {}

    public static void main(String[] args) throws IOException {
        List<String> call = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8)) {
            if (!line.isEmpty()) {
                call.add(line);
            } else if (!call.isEmpty()) {
                try (InputStream in = Files.newInputStream(Path.of(call.get(1).substring(2)))) {
                    run(call.get(0), call.subList(2, call.size()).toArray(String[]::new), in);
                }
                call.clear();
            }
        }
        Exit.with(0);
    }

    private static void run(String name, String[] args, InputStream in) {
        switch (name) {
            case "postconf" -> Postconf.run(args, in, System.out, System.err);
            case "postmap" -> Postmap.run(args, in, System.out, System.err);
            case "postalias" -> Postalias.run(args, in, System.out, System.err);
            case "newaliases" -> Newaliases.run(args, System.in, System.out, System.err);
            case "sendmail" -> Sendmail.run(args, in, System.out, System.err);
            case "mailq" -> Mailq.run(args, in, System.out, System.err);
            case "postqueue" -> Postqueue.run(args, in, System.out, System.err);
            case "postsuper" -> Postsuper.run(args, in, System.out, System.err);
            case "postcat" -> Postcat.run(args, in, System.out, System.err);
            case "postlog" -> Postlog.run(args, in, System.out, System.err);
            case "postdrop" -> Postdrop.run(args, in, System.out, System.err);
            case "postfix" -> Postfix.run(args, System.err);
            default -> throw new IllegalArgumentException(name);
        }
    }
}
