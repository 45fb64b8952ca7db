package org.postjames.command;

/** The end of a command's process. */
final class Exit {
    private Exit() {}

    /** Ends without {@code System.exit}: that one first looks for a logger, which takes longer than most commands; no command has a shutdown hook. */
    static void with(int status) {
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
