package org.postjames.control;

import java.nio.file.Files;
import java.nio.file.Path;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/** The names of the control socket's place and requests. */
public final class ControlSocket {
    public static final String FLUSH = "FLUSH";
    public static final String FLUSH_SITE = "FLUSH_SITE";
    public static final String FLUSH_ID = "FLUSH_ID";
    public static final String PICKUP = "PICKUP";
    public static final String SHOWQ = "SHOWQ";
    public static final String RELOAD = "RELOAD";
    public static final String STATUS = "STATUS";
    public static final String STOP = "STOP";

    /** A conversation: after OK the connection is an SMTP session, as {@code smtpd -S}. */
    public static final String SMTP = "SMTP";

    /** A conversation: a message for {@code maildrop}, as {@code postdrop -r}. */
    public static final String POSTDROP = "POSTDROP";

    private ControlSocket() {}

    /**
     * {@code $queue_directory/public/postjames}, or for who may not enter {@code public}, what {@link #forUsers} says: Postfix lets such users in through set-gid
     * commands, which Java's cannot be.
     */
    public static Path path(PostfixConfig config) {
        Path queue = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY));
        Path open = queue.resolve("public");
        return Files.isDirectory(open) && !Files.isExecutable(open) ? forUsers(config) : path(queue);
    }

    /** {@code $queue_directory/pid/postjames}: answers what every user may ask. */
    public static Path forUsers(PostfixConfig config) {
        return Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY), "pid/postjames");
    }

    static Path path(Path queueDirectory) {
        return queueDirectory.resolve("public/postjames");
    }
}
