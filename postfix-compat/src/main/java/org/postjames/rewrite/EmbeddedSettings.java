package org.postjames.rewrite;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.config.ConfigurationException;
import org.postjames.config.ParameterTable;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/** The settings of a mailet or matcher: a configuration directory's main.cf, single settings, or both; single settings win. */
public final class EmbeddedSettings {
    private EmbeddedSettings() {}

    /**
     * @param directory where main.cf is; if nothing is given and there are no settings either, {@code MAIL_CONFIG} or {@code /etc/postfix}
     * @param settings main.cf parameters by name
     */
    public static PostfixConfig load(Optional<String> directory, Map<String, String> settings)
            throws ConfigurationException {
        for (String name : settings.keySet()) {
            if (ParameterTable.find(name).isEmpty()) {
                throw new ConfigurationException(
                        List.of(Diagnostic.fatal(new Origin(name, 0), "no such main.cf parameter")));
            }
        }
        if (directory.isEmpty() && !settings.isEmpty()) {
            return PostfixConfig.of(settings);
        }
        String chosen = directory.orElseGet(
                () -> Optional.ofNullable(System.getenv("MAIL_CONFIG")).orElse("/etc/postfix"));
        PostfixConfig main = PostfixConfig.loadMain(Path.of(chosen));
        if (settings.isEmpty()) {
            return main;
        }
        Map<String, String> merged = new HashMap<>();
        main.settingNames()
                .forEach(name -> merged.put(name, main.unexpanded(name).orElse("")));
        merged.putAll(settings);
        return PostfixConfig.of(merged);
    }
}
