package org.postjames.milter;

import java.io.IOException;

/** A filter cannot be talked with any longer. The message is the warning for the log. */
final class MilterTroubleException extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean configuration;

    private MilterTroubleException(String warning, boolean configuration) {
        super(warning);
        this.configuration = configuration;
    }

    /** The connection failed, or the filter broke the protocol. */
    static MilterTroubleException communication(String warning) {
        return new MilterTroubleException(warning, false);
    }

    /** Our configuration is wrong, or what the filter asks for cannot be. */
    static MilterTroubleException configuration(String warning) {
        return new MilterTroubleException(warning, true);
    }

    boolean isConfiguration() {
        return configuration;
    }
}
