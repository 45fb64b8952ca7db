package org.postjames.smtp.server;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.address.VerpDelimiters;
import org.postjames.config.GlobalParameters;
import org.postjames.esmtp.EhloKeyword;
import org.postjames.table.TableUnavailableException;

/** The XVERP parameter of MAIL: each recipient gets a copy from a sender of its own. For {@code smtpd_authorized_verp_clients}. // VERP_README */
final class VerpOption {
    static final String KEYWORD = "XVERP";

    private VerpOption() {}

    /** @throws LocalDataException if nobody knows now whether this client may use it */
    static boolean isAnnounced(Session session) throws LocalDataException {
        if (session.discarded.contains(EhloKeyword.VERP)) {
            return false;
        }
        try {
            return matches(session);
        } catch (TableUnavailableException e) {
            session.warn(String.valueOf(e.getMessage()));
            session.warn("don't know if EHLO feature " + KEYWORD + " should be announced to " + session.clientName());
            throw new LocalDataException();
        }
    }

    /** A list that cannot be asked now grants nothing. It makes no difference whether the keyword is announced. */
    static boolean isAllowed(Session session) {
        try {
            return matches(session);
        } catch (TableUnavailableException e) {
            session.warn(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static boolean matches(Session session) throws TableUnavailableException {
        return session.service.verpClients().matches(session.client.name(), session.client.address());
    }

    /** What is wrong with delimiters that a client names; null if nothing is. */
    static @Nullable String problem(Session session, String delimiters) {
        String filter = session.settings.config.get(GlobalParameters.VERP_DELIMITER_FILTER);
        Optional<VerpDelimiters> parsed = VerpDelimiters.parse(delimiters, filter);
        return parsed.isPresent() ? null : "501 5.5.4 Error: " + KEYWORD + " needs two characters from " + filter;
    }
}
