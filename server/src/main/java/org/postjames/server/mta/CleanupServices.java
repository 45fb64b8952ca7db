package org.postjames.server.mta;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.postjames.cleanup.Cleanup;
import org.postjames.config.ConfigurationException;
import org.postjames.config.MasterService;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;

/**
 * The cleanup services of master.cf, each with its own {@code -o} settings; {@code cleanup_service_name} says which of them takes the messages of a service.
 */
final class CleanupServices {
    private static final Parameter<String> CLEANUP_SERVICE_NAME = Parameter.text("cleanup_service_name");
    private static final String USUAL = "cleanup";

    private final PostfixConfig config;
    private final Function<PostfixConfig, Cleanup> maker;
    private final Map<String, Cleanup> made = new HashMap<>();

    CleanupServices(PostfixConfig config, Function<PostfixConfig, Cleanup> maker) {
        this.config = config;
        this.maker = maker;
    }

    /**
     * The one that a service uses.
     *
     * @param service main.cf with that service's settings
     * @throws ConfigurationException if master.cf has no such cleanup service: no message would ever arrive
     */
    Cleanup of(PostfixConfig service) throws ConfigurationException {
        String name = service.get(CLEANUP_SERVICE_NAME);
        Optional<MasterService> line = config.services().stream()
                .filter(one -> one.name().equals(name) && one.command().equals(USUAL))
                .findFirst();
        if (line.isEmpty() && !name.equals(USUAL)) {
            throw new ConfigurationException(List.of(Diagnostic.fatal(
                    service.origin(CLEANUP_SERVICE_NAME.name()).orElseThrow(),
                    "cleanup_service_name = " + name + ": master.cf has no cleanup service of that name")));
        }
        return made.computeIfAbsent(
                name, key -> maker.apply(line.map(config::forService).orElse(config)));
    }
}
