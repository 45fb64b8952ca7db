package org.postjames.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/**
 * Looks at every value that a file sets, before a port is opened. A value that cannot be read is fatal if we read it, and a warning if we do not:
 * in Postfix, too, a bad value hurts only the program that asks for it.
 */
final class ValueCheck {
    private final PostfixConfig config;
    private final List<Diagnostic> faults;
    private final List<Diagnostic> warnings;

    ValueCheck(PostfixConfig config, List<Diagnostic> faults, List<Diagnostic> warnings) {
        this.config = config;
        this.faults = faults;
        this.warnings = warnings;
    }

    void run() {
        for (String name : config.settingNames()) {
            check(config, name, config.origin(name).orElse(mainCf()));
        }
        try {
            Comparison.level(config.get(ConfigParameters.COMPATIBILITY_LEVEL));
        } catch (IllegalArgumentException e) {
            faults.add(Diagnostic.fatal(config.origin("compatibility_level").orElse(mainCf()), words(e)));
        }
        checkMyorigin();
        checkRelayhost();
        checkVerpDelimiters();
        for (MasterService service : config.definedServices()) {
            if (!service.overrides().isEmpty()) {
                PostfixConfig own = config.forService(service);
                for (Map.Entry<String, String> override : service.overrides().entrySet()) {
                    check(own, override.getKey(), service.origin());
                }
            }
        }
    }

    private Origin mainCf() {
        return new Origin(config.directory().resolve("main.cf").toString(), 0);
    }

    private void check(PostfixConfig scope, String name, Origin origin) {
        Optional<ParameterTable.Entry> entry = ParameterTable.find(name);
        if (entry.isEmpty()) {
            return;
        }
        try {
            ValueSyntax.check(entry.get(), name, scope.value(name).orElse(""));
        } catch (IllegalArgumentException e) {
            if (entry.get().honoured()) {
                faults.add(Diagnostic.fatal(origin, words(e)));
            } else {
                warnings.add(Diagnostic.warning(origin, words(e)));
            }
        }
    }

    // mail_params.c: mail_params_init()
    private void checkMyorigin() {
        String myorigin;
        try {
            myorigin = config.value("myorigin").orElse("");
        } catch (IllegalArgumentException e) {
            return; // reported already
        }
        if (ValueSyntax.list(myorigin).size() > 1) {
            faults.add(Diagnostic.fatal(
                    config.origin("myorigin").orElse(mainCf()),
                    "myorigin parameter setting must not contain multiple values: " + myorigin));
        }
    }

    private void checkRelayhost() {
        try {
            String myhostname = config.value("myhostname").orElse("");
            if (myhostname.equals(config.value("relayhost").orElse(""))) {
                faults.add(Diagnostic.fatal(
                        config.origin("relayhost").orElse(mainCf()),
                        "myhostname and relayhost parameter settings must not be identical: " + myhostname));
            }
        } catch (IllegalArgumentException e) {
            return; // reported already
        }
    }

    private void checkVerpDelimiters() {
        String delimiters;
        String filter;
        try {
            delimiters = config.get(GlobalParameters.DEFAULT_VERP_DELIMITERS);
            filter = config.get(GlobalParameters.VERP_DELIMITER_FILTER);
        } catch (IllegalArgumentException e) {
            return; // reported already
        }
        if (delimiters.length() != 2) {
            return; // reported already
        }
        for (int i = 0; i < 2; i++) {
            if (filter.indexOf(delimiters.charAt(i)) < 0) {
                faults.add(Diagnostic.fatal(
                        config.origin("default_verp_delimiters").orElse(mainCf()),
                        "parameters default_verp_delimiters and verp_delimiter_filter: bad "
                                + (i == 0 ? "first" : "second") + " VERP delimiter character"));
                return;
            }
        }
    }

    private static String words(IllegalArgumentException e) {
        return Optional.ofNullable(e.getMessage()).orElse("bad value");
    }
}
