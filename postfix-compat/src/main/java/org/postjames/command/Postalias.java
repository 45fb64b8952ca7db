package org.postjames.command;

import java.io.InputStream;
import java.io.PrintStream;

/** {@code postalias}: makes, changes and asks alias tables. // postalias(1) */
public final class Postalias {
    private Postalias() {}

    public static void main(String[] args) {
        int status = run(args, System.in, System.out, System.err);
        Exit.with(status);
    }

    /** @return the exit code */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        return TableCommand.run(
                "postalias",
                "c:d:finNopq:rsuvw",
                "[-Nfinoprsuvw] [-c config_dir] [-d key] [-q key] [map_type:]file...",
                args,
                in,
                out,
                err);
    }
}
