package org.postjames.access;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What access tables have asked to be done with the message of one mail transaction. // smtpd.c, mail_reset() forgets it */
public final class DelegatedActions {
    private final List<String> prepend = new ArrayList<>();
    private final List<String> bcc = new ArrayList<>();
    private @Nullable String filter;
    private @Nullable String redirect;
    private boolean hold;
    private boolean discard;

    /** Header lines for the top of the message, above our own Received:. */
    public List<String> prepend() {
        return prepend;
    }

    public List<String> bcc() {
        return bcc;
    }

    /** {@code transport:destination}. */
    public @Nullable String filter() {
        return filter;
    }

    public @Nullable String redirect() {
        return redirect;
    }

    public boolean hold() {
        return hold;
    }

    public boolean discard() {
        return discard;
    }

    /** A mail filter wants the message held. */
    public void requestHold() {
        hold = true;
    }

    /** A mail filter wants the message discarded. */
    public void requestDiscard() {
        discard = true;
    }

    /** Forgets everything, for the next transaction. */
    public void reset() {
        prepend.clear();
        bcc.clear();
        filter = null;
        redirect = null;
        hold = false;
        discard = false;
    }

    void add(AccessAction action, String argument) {
        switch (action) {
            case DISCARD -> discard = true;
            case HOLD -> hold = true;
            case PREPEND -> prepend.add(argument);
            case REDIRECT -> redirect = argument;
            case BCC -> bcc.add(argument);
            case FILTER -> filter = argument;
            case INFO, WARN -> {}
        }
    }
}
