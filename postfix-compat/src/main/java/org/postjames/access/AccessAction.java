package org.postjames.access;

import java.util.Locale;

/** The actions of access(5) that have an effect besides yes or no. */
public enum AccessAction {
    DISCARD,
    HOLD,
    PREPEND,
    REDIRECT,
    BCC,
    FILTER,
    INFO,
    WARN;

    /** The word that the log uses: {@code hold}, {@code redirect}, … */
    public String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
