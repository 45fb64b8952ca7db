package org.postjames.local;

/** What the exit status of a delivery command means: the codes of {@code sysexits.h}. // sys_exits.c */
public record CommandExit(String dsn, String text, boolean known) {
    private static final int FIRST = 64;
    private static final CommandExit[] CODES = {
        exit("5.3.0", "command line usage error"),
        exit("5.6.0", "data format error"),
        exit("5.3.0", "cannot open input"),
        exit("5.1.1", "user unknown"),
        exit("5.1.2", "host name unknown"),
        exit("5.3.0", "service unavailable"),
        exit("5.3.0", "internal software error"),
        exit("4.3.0", "system resource problem"),
        exit("5.3.0", "critical OS file missing"),
        exit("5.2.0", "can't create user output file"),
        exit("5.3.0", "input/output error"),
        exit("4.3.0", "temporary failure"),
        exit("5.5.0", "remote error in protocol"),
        exit("5.7.0", "permission denied"),
        exit("5.3.5", "local configuration error"),
    };

    private static CommandExit exit(String dsn, String text) {
        return new CommandExit(dsn, text, true);
    }

    /** A code outside {@code sysexits.h} is not {@link #known} and bounces. */
    public static CommandExit of(int status) {
        int index = status - FIRST;
        return index >= 0 && index < CODES.length
                ? CODES[index]
                : new CommandExit("5.3.0", "unknown mail system error " + status, false);
    }
}
