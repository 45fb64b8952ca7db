package org.postjames.command;

import java.io.PrintStream;
import java.util.List;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableFlags;

/**
 * What {@code postmap} or {@code postalias} was asked to do.
 *
 * @param key the key of {@code -q} or {@code -d}, or empty
 * @param message the letters of {@code -b}, {@code -h} and {@code -m}: standard input is a message whose lines are the keys
 * @param asOwner whether a new table belongs to the owner of its source
 * @param fileContent {@code -F}: values of the source name files, the table holds what is in them
 */
record TableOptions(
        Mode mode,
        PostfixConfig config,
        String key,
        boolean foldKeys,
        TableFlags.Duplicates duplicates,
        boolean keepAccess,
        boolean asOwner,
        boolean fileContent,
        Utf8 utf8,
        NullBytes nullBytes,
        String message,
        List<String> tables) {
    /** The one thing that is done. */
    enum Mode {
        BUILD,
        ADD,
        QUERY,
        DELETE,
        LIST
    }

    /** Whether keys and values end in a null byte. */
    enum NullBytes {
        AS_TYPE,
        WITH,
        WITHOUT
    }

    /** Whether keys and values must be UTF-8 text. */
    enum Utf8 {
        CONFIGURED,
        ON,
        OFF
    }

    static TableOptions parse(
            String program, String letters, String usage, String[] args, CommandMessages messages, PrintStream err)
            throws CommandFailure {
        CommandLine line = new CommandLine(program, args, letters, err);
        Mode mode = Mode.BUILD;
        boolean add = false;
        String directory = "";
        String key = "";
        boolean fold = true;
        boolean keepAccess = true;
        boolean asOwner = true;
        boolean fileContent = false;
        NullBytes nullBytes = NullBytes.AS_TYPE;
        String message = "";
        Utf8 utf8 = Utf8.CONFIGURED;
        TableFlags.Duplicates duplicates = TableFlags.Duplicates.WARN;
        for (int letter = line.next(); letter != CommandLine.END; letter = line.next()) {
            switch (letter) {
                case 'c' -> directory = line.value();
                case 'q', 'd' -> {
                    requireNone(mode);
                    mode = letter == 'q' ? Mode.QUERY : Mode.DELETE;
                    key = line.value();
                }
                case 's' -> mode = list(mode);
                case 'i' -> add = true;
                case 'f' -> fold = false;
                case 'p' -> keepAccess = false;
                case 'r' -> duplicates = TableFlags.Duplicates.REPLACE;
                case 'w' -> duplicates = TableFlags.Duplicates.IGNORE;
                case 'o' -> asOwner = false;
                case 'F' -> fileContent = true;
                case 'u' -> utf8 = Utf8.OFF;
                case 'U' -> utf8 = Utf8.ON;
                case 'N' -> nullBytes = NullBytes.WITH;
                case 'n' -> nullBytes = nullBytes == NullBytes.WITH ? nullBytes : NullBytes.WITHOUT;
                // Postfix differs: -v adds nothing, because what it adds there is about Postfix's own library
                case 'v' -> {}
                case 'b', 'h', 'm' -> message += (char) letter;
                default -> throw new CommandFailure("usage: " + program + " " + usage);
            }
        }
        PostfixConfig config = QueueCommand.config(directory);
        messages.logTo(config);
        if (line.rest().isEmpty() && mode != Mode.LIST) {
            throw new CommandFailure("usage: " + program + " " + usage);
        }
        checkMessage(message, mode, key, messages);
        return new TableOptions(
                mode == Mode.BUILD && add ? Mode.ADD : mode,
                config,
                key,
                fold,
                duplicates,
                keepAccess,
                asOwner,
                fileContent,
                utf8,
                nullBytes,
                message,
                line.rest());
    }

    /** {@code -b}, {@code -h} and {@code -m} ask for the lines of a message on standard input. */
    private static void checkMessage(String letters, Mode mode, String key, CommandMessages messages)
            throws CommandFailure {
        if (letters.isEmpty()) {
            return;
        }
        if (mode != Mode.QUERY || !key.equals("-")) {
            throw new CommandFailure("specify -b -h or -m only with \"-q -\"");
        }
        if (!isMessage(letters)) {
            messages.warning("ignoring -m option without -b or -h");
        }
    }

    private static boolean isMessage(String letters) {
        return letters.indexOf('b') >= 0 || letters.indexOf('h') >= 0;
    }

    /** Whether standard input is a message. */
    boolean isMessage() {
        return isMessage(message);
    }

    private static Mode list(Mode mode) throws CommandFailure {
        if (mode == Mode.QUERY || mode == Mode.DELETE) {
            throw new CommandFailure("specify only one of -s or -q or -d");
        }
        return Mode.LIST;
    }

    private static void requireNone(Mode mode) throws CommandFailure {
        if (mode != Mode.BUILD) {
            throw new CommandFailure("specify only one of -s -q or -d");
        }
    }
}
