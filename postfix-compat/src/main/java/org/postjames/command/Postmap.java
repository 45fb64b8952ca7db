package org.postjames.command;

import java.io.InputStream;
import java.io.PrintStream;

/** {@code postmap}: makes, changes and asks lookup tables. // postmap(1) */
public final class Postmap {
    private Postmap() {}

    public static void main(String[] args) {
        int status = run(args, System.in, System.out, System.err);
        Exit.with(status);
    }

    /** @return the exit code */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        return TableCommand.run(
                "postmap",
                "bc:d:fFhimnNopq:rsuUvw",
                "[-bfFhimnNoprsuUvw] [-c config_dir] [-d key] [-q key] [map_type:]file...",
                args,
                in,
                out,
                err);
    }
}
