package org.postjames.config;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code compatibility_level}: how old a Postfix the files were written for. Below a level, what changed with it keeps its old default, and each use of such a
 * default is logged, unless the files set the parameter. // mail_params.c, check_legacy_defaults(); COMPATIBILITY_README
 */
public final class CompatibilityLevel {
    /** What changed last. // mail_params.h: LAST_COMPAT_LEVEL */
    private static final String LAST_LEVEL = "3.6";

    private static final int CHROOT_FIELD = MasterEntry.FIELD_NAMES.indexOf("chroot");

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

    /** What {@code mynetworks} is with {@code mynetworks_style = host}. */
    public String hostNetworks() {
        return OwnNetworks.of(
                "host", config.get(GlobalParameters.INET_INTERFACES), config.get(GlobalParameters.INET_PROTOCOLS));
    }

    /** What postfix(1) says at each start and reload below the last level. // postfix.c */
    public List<String> startLines() {
        if (isAtLeast(LAST_LEVEL)) {
            return List.of();
        }
        return List.of(
                "Postfix is using backwards-compatible default settings",
                "See http://www.postfix.org/COMPATIBILITY_README.html for details",
                "To disable backwards compatibility use \"postconf compatibility_level=" + LAST_LEVEL
                        + "\" and \"postfix reload\"");
    }

    /** What master(8) says of each line of master.cf that leaves the chroot field to its old default. // master_ent.c */
    public List<String> chrootDefaults() {
        if (isAtLeast("1")) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (MasterService service : config.services()) {
            if (service.entry().fields().get(CHROOT_FIELD).equals("-")) {
                lines.add(service.origin().file() + ": line " + service.origin().line()
                        + ": using backwards-compatible default setting chroot=y");
            }
        }
        return lines;
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
