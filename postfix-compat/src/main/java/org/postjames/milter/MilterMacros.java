package org.postjames.milter;

import org.jspecify.annotations.Nullable;

/** The values of Sendmail macros at this moment of a session. */
@FunctionalInterface
public interface MilterMacros {
    /**
     * @param name with braces: <code>{daemon_name}</code>, <code>{j}</code>
     * @return null if the macro is unknown or has no value now
     */
    @Nullable
    String value(String name);
}
