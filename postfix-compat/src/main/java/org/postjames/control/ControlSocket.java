package org.postjames.control;

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

    private ControlSocket() {}

    /** {@code $queue_directory/public/postjames}. */
    public static Path path(PostfixConfig config) {
        return path(Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)));
    }

    static Path path(Path queueDirectory) {
        return queueDirectory.resolve("public/postjames");
    }
}
