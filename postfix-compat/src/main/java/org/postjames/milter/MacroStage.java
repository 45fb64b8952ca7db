package org.postjames.milter;

import org.jspecify.annotations.Nullable;

/** When macros are sent: each stage has its own list of names. The first seven stand in the order of their numbers on the wire. // SMFIM_* */
enum MacroStage {
    CONNECT,
    HELO,
    MAIL,
    RCPT,
    DATA,
    END_OF_DATA,
    END_OF_HEADER,
    UNKNOWN;

    private static final int ON_THE_WIRE = 7;

    /** The stage that a filter means by a number; null if there is none. */
    static @Nullable MacroStage of(int number) {
        return number >= 0 && number < ON_THE_WIRE ? values()[number] : null;
    }
}
