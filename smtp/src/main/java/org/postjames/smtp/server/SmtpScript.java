package org.postjames.smtp.server;

import java.util.Optional;

/** A client that is no client: it is shown each reply and says the next line. */
@FunctionalInterface
public interface SmtpScript {
    /**
     * @param replies all that the server has said since the last line, each line ending in CR LF
     * @return the next line, without line end; nothing to hang up
     */
    Optional<String> next(String replies);
}
