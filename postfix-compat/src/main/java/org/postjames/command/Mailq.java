package org.postjames.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** {@code mailq}: shows the queue, as {@code sendmail -bp}. The options of other mailers are accepted and mean nothing. // sendmail(1) */
public final class Mailq {
    private Mailq() {}

    public static void main(String[] args) {
        Exit.with(run(args, System.in, System.out, System.err));
    }

    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        List<String> arguments = new ArrayList<>();
        arguments.add("-p");
        for (int i = 0; i < args.length; i++) {
            // sendmail says -C where the other commands say -c; both are understood here.
            if (args[i].equals("-C") || args[i].equals("-c")) {
                if (i + 1 >= args.length) {
                    err.println("mailq: fatal: option requires an argument -- '" + args[i].charAt(1) + "'");
                    return 64;
                }
                arguments.add("-c");
                arguments.add(args[++i]);
            }
        }
        return Postqueue.run(arguments.toArray(new String[0]), in, out, err);
    }
}
