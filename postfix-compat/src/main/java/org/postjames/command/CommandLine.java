package org.postjames.command;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options as getopt(3) reads them: letters may stand together, a value may follow its letter at once, the first other word ends them. */
final class CommandLine {
    static final int END = -1;
    static final int BAD = '?';

    private final String program;
    private final String[] args;
    private final String letters;
    private final PrintStream err;
    private int argument;
    private int position;
    private String value = "";

    /** @param letters the known options, each with {@code :} behind it if it wants a value */
    CommandLine(String program, String[] args, String letters, PrintStream err) {
        this.program = program;
        this.args = args.clone();
        this.letters = letters;
        this.err = err;
    }

    /** The next option's letter, {@link #END}, or {@link #BAD} after a message that says why. */
    int next() {
        if (position == 0) {
            if (argument == args.length || !args[argument].startsWith("-") || args[argument].equals("-")) {
                return END;
            }
            if (args[argument].equals("--")) {
                argument++;
                return END;
            }
            position = 1;
        }
        char letter = args[argument].charAt(position++);
        int known = letter == ':' ? -1 : letters.indexOf(letter);
        if (known < 0) {
            err.println(program + ": invalid option -- '" + letter + "'");
            skipEmpty();
            return BAD;
        }
        if (known + 1 < letters.length() && letters.charAt(known + 1) == ':') {
            if (position < args[argument].length()) {
                value = args[argument].substring(position);
            } else if (argument + 1 < args.length) {
                value = args[++argument];
            } else {
                err.println(program + ": option requires an argument -- '" + letter + "'");
                argument++;
                position = 0;
                return BAD;
            }
            argument++;
            position = 0;
        } else {
            value = "";
            skipEmpty();
        }
        return letter;
    }

    /** The word that {@link #next} would look at, or null between the letters of one word and behind the last word. */
    @Nullable
    String word() {
        return position == 0 && argument < args.length ? args[argument] : null;
    }

    /** The word behind {@link #word}. */
    @Nullable
    String wordBehind() {
        return position == 0 && argument + 1 < args.length ? args[argument + 1] : null;
    }

    /** Leaves {@link #word} out. */
    void skip() {
        argument++;
    }

    /** Reads on as if {@link #word} were another. */
    void replace(String word) {
        args[argument] = word;
    }

    private void skipEmpty() {
        if (position == args[argument].length()) {
            argument++;
            position = 0;
        }
    }

    /** The last option's value. */
    String value() {
        return value;
    }

    /** The words after the options. */
    List<String> rest() {
        return List.of(args).subList(argument, args.length);
    }
}
