package org.postjames.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine that it runs on: Postfix, Dovecot, a mail client, root. Where it is missing the test is skipped with the reason;
 * with {@code POSTJAMES_REQUIRE_POSTFIX=1} in the environment, as in continuous integration, it fails instead.
 */
public final class Comparison {
    private Comparison() {}

    /** Goes on only if the machine has what the test needs. */
    public static void needs(boolean there, String missing) {
        if (!there && "1".equals(System.getenv("POSTJAMES_REQUIRE_POSTFIX"))) {
            throw new AssertionError("this comparison may not be skipped here: " + missing);
        }
        Assumptions.assumeTrue(there, missing);
    }

    /** Goes on only if the program is installed; {@code source} says where it comes from. */
    public static void needsProgram(Path program, String source) {
        needs(Files.isExecutable(program), program + " is not installed (Debian: apt-get install " + source + ")");
    }

    public static void needsRoot(String reason) {
        needs("root".equals(System.getProperty("user.name")), reason);
    }
}
