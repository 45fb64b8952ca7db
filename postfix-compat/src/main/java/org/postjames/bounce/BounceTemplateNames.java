package org.postjames.bounce;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ExpansionException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/** What {@code $name} means in a template: a parameter, or a time in the unit that the name ends in. // bounce_template.c: bounce_template_lookup() */
final class BounceTemplateNames {
    private record Unit(String name, long seconds) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("seconds", 1),
            new Unit("minutes", 60),
            new Unit("hours", 3600),
            new Unit("days", 86400),
            new Unit("weeks", 604800));
    private static final int EXCESSIVE = 999;
    private static final Set<String> DOMAINS =
            Set.of(GlobalParameters.MYHOSTNAME.name(), GlobalParameters.MYDOMAIN.name());

    private final String origin;
    private final String className;
    private final PostfixConfig config;
    private final Consumer<String> warnings;
    private String fatal = "";

    BounceTemplateNames(String origin, String className, PostfixConfig config, Consumer<String> warnings) {
        this.origin = origin;
        this.className = className;
        this.config = config;
        this.warnings = warnings;
    }

    /** @throws IllegalArgumentException with Postfix's words if the line is malformed or names what nobody knows */
    String expand(String line) {
        List<String> undefined = new ArrayList<>();
        fatal = "";
        String expanded;
        try {
            expanded = PostfixConfig.expand(line, this::value, undefined::add);
        } catch (ExpansionException e) {
            e.problems().forEach(warnings);
            throw new IllegalArgumentException(origin + ": bad $name syntax in " + className + " template: " + line, e);
        }
        if (!fatal.isEmpty()) {
            throw new IllegalArgumentException(fatal);
        }
        if (!undefined.isEmpty()) {
            throw new IllegalArgumentException(origin + ": undefined $name in " + className + " template: " + line);
        }
        return expanded;
    }

    private Optional<String> value(String name) {
        for (var time : List.of(GlobalParameters.DELAY_WARNING_TIME, BounceTemplate.MAXIMAL_QUEUE_LIFETIME)) {
            if (name.startsWith(time.name() + "_")) {
                String suffix = name.substring(time.name().length() + 1);
                @Nullable
                Unit unit = UNITS.stream()
                        .filter(u -> u.name().equals(suffix))
                        .findFirst()
                        .orElse(null);
                if (unit == null) {
                    fatal = origin + ": unrecognized suffix \"" + suffix + "\" in parameter \"" + name + "\"";
                    return Optional.empty();
                }
                return Optional.of(Long.toString(inUnit(name, config.get(time).toSeconds(), unit)));
            }
        }
        Optional<String> value = config.value(name);
        return DOMAINS.contains(name) && config.get(DeliveryReport.SMTPUTF8_ENABLE)
                ? value.map(BounceTemplateNames::readable)
                : value;
    }

    /** A domain as people write it, in UTF-8; texts are strings of bytes. // midna_domain_to_utf8() */
    private static String readable(String domain) {
        String unicode = IDN.toUnicode(domain, IDN.ALLOW_UNASSIGNED);
        return new String(unicode.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private long inUnit(String name, long seconds, Unit unit) {
        long result = seconds / unit.seconds();
        String advice = "";
        if (result > EXCESSIVE && unit.seconds() < 86400) {
            warnings.accept(origin + ": excessive result \"" + result + "\" in " + className
                    + " template conversion of parameter \"" + name + "\"");
            advice = "increase";
        } else if (result == 0 && seconds > 0 && unit.seconds() > 1) {
            warnings.accept(
                    origin + ": zero result in " + className + " template conversion of parameter \"" + name + "\"");
            advice = "reduce";
        }
        if (!advice.isEmpty()) {
            warnings.accept("please " + advice + " time unit \"" + unit.name() + "\" of \"" + name + "\" in "
                    + className + " template");
            warnings.accept("for instructions see the bounce(5) manual");
        }
        return result;
    }
}
