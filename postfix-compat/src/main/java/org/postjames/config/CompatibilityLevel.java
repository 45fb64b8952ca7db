package org.postjames.config;

/**
 * {@code compatibility_level}: how old a Postfix the files were written for. Below a level, what changed with it keeps its old default, and each use of such a
 * default is logged, unless the files set the parameter. // mail_params.c, check_legacy_defaults(); COMPATIBILITY_README
 */
public final class CompatibilityLevel {
    private final PostfixConfig config;
    private final long level;

    private CompatibilityLevel(PostfixConfig config) {
        this.config = config;
        this.level = Comparison.level(config.get(ConfigParameters.COMPATIBILITY_LEVEL));
    }

    /** @throws IllegalArgumentException with Postfix's words if the level is none */
    public static CompatibilityLevel of(PostfixConfig config) {
        return new CompatibilityLevel(config);
    }

    public boolean isAtLeast(String other) {
        return level >= Comparison.level(other);
    }

    /** Whether a parameter that the files leave alone has the default from before a level. */
    public boolean keepsOldDefault(String since, String... parameters) {
        if (isAtLeast(since)) {
            return false;
        }
        for (String parameter : parameters) {
            if (config.isSet(parameter)) {
                return false;
            }
        }
        return true;
    }
}
