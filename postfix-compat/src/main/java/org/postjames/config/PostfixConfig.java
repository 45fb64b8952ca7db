package org.postjames.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/**
 * One immutable snapshot of main.cf and master.cf. A session or a message keeps the one it began with; {@code postfix reload} makes a new one.
 */
public final class PostfixConfig {
    private final Path directory;
    private final Map<String, String> settings;
    private final Map<String, Origin> origins;
    private final List<MasterService> services;
    private final List<Diagnostic> diagnostics;
    private final Map<Parameter<?>, Object> values = new ConcurrentHashMap<>();
    private final Map<String, String> computed = new ConcurrentHashMap<>();

    PostfixConfig(
            Path directory,
            Map<String, String> settings,
            Map<String, Origin> origins,
            List<MasterService> services,
            List<Diagnostic> diagnostics) {
        this.directory = directory;
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        this.origins = Map.copyOf(origins);
        this.services = List.copyOf(services);
        this.diagnostics = List.copyOf(diagnostics);
    }

    /**
     * Reads {@code main.cf} and {@code master.cf} of a configuration directory.
     *
     * @throws ConfigurationException with everything that is wrong
     */
    public static PostfixConfig load(Path directory) throws ConfigurationException {
        return load(directory, config -> List.of());
    }

    /** What makes a configuration impossible that can be read. */
    @FunctionalInterface
    public interface Check {
        List<Diagnostic> faults(PostfixConfig config);
    }

    /**
     * As {@link #load(Path)}, and looks further.
     *
     * @throws ConfigurationException with everything that is wrong: the files' faults and the check's
     */
    public static PostfixConfig load(Path directory, Check check) throws ConfigurationException {
        return ConfigReader.read(directory, check);
    }

    /** Reads {@code main.cf} only and checks no values. A bad value shows when it is asked for. */
    public static PostfixConfig loadMain(Path directory) throws ConfigurationException {
        return ConfigReader.readMain(directory, false);
    }

    /** Reads {@code main.cf} only, for a command: what is wrong with {@code master.cf} is not its business. */
    public static PostfixConfig loadMainForCommand(Path directory) throws ConfigurationException {
        return ConfigReader.readMain(directory, true);
    }

    /** A snapshot without files: for tests, and for mailets in a stock James. */
    public static PostfixConfig of(Map<String, String> settings) {
        return new PostfixConfig(Path.of("/etc/postfix"), settings, Map.of(), List.of(), List.of());
    }

    /** {@code $config_directory}. */
    public Path directory() {
        return directory;
    }

    /** The services of master.cf, in order; of two with the same name and type the last; without those that {@code master_service_disable} names. */
    public List<MasterService> services() {
        List<String> disabled = get(ConfigParameters.MASTER_SERVICE_DISABLE);
        if (disabled.isEmpty()) {
            return services;
        }
        List<MasterService> enabled = new ArrayList<>();
        for (MasterService service : services) {
            if (!service.isNamedIn(disabled)) {
                enabled.add(service);
            }
        }
        return enabled;
    }

    /** The services of master.cf, disabled ones included. */
    List<MasterService> definedServices() {
        return services;
    }

    /** What is wrong with the files without making them unusable. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** The names that main.cf (or {@code -o}) sets, in order. */
    public Set<String> settingNames() {
        return settings.keySet();
    }

    /** Where the name was set, if a file set it. */
    public Optional<Origin> origin(String name) {
        return Optional.ofNullable(origins.get(name));
    }

    /**
     * The value of a built-in parameter, expanded and parsed. {@link #load} has checked all values that the files set.
     *
     * @throws IllegalArgumentException with Postfix's words if the text is no such value (only for snapshots that nobody checked)
     */
    @SuppressWarnings("unchecked")
    public <T> T get(Parameter<T> parameter) {
        Object value = values.get(parameter);
        if (value == null) {
            value = parameter
                    .kind()
                    .parse(parameter.name(), value(parameter.name()).orElse(""));
            values.put(parameter, value);
        }
        return (T) value;
    }

    /** The expanded value of any name: set in main.cf, else the built-in default, else nothing. */
    public Optional<String> value(String name) {
        return unexpanded(name).map(text -> raw(name) ? text : valueFromFile(name, expand(text)));
    }

    /** The text of any name before {@code $name} expansion. */
    public Optional<String> unexpanded(String name) {
        String set = settings.get(name);
        return set != null ? Optional.of(set) : defaultText(name);
    }

    private Optional<String> defaultText(String name) {
        Optional<ParameterTable.Entry> entry = ParameterTable.find(name);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        if (name.equals("process_name")) {
            return Optional.of("master"); // for whom all speak that are no service's program
        }
        if (ComputedDefaults.has(name)) {
            return Optional.of(computedDefault(name));
        }
        return Optional.of(entry.get().defaultExpression());
    }

    private String computedDefault(String name) {
        String known = computed.get(name);
        if (known == null) {
            known = ComputedDefaults.of(name, this);
            computed.put(name, known);
        }
        return known;
    }

    /** {@code myorigin = /etc/mailname}: the file's first line is the value. // Debian builds Postfix with MYORIGIN_FROM_FILE */
    private static String valueFromFile(String name, String text) {
        return name.equals("myorigin") && text.startsWith("/") ? ComputedDefaults.firstLine(name, text) : text;
    }

    /** Whether main.cf (or {@code -o}) sets the name. */
    public boolean isSet(String name) {
        return settings.containsKey(name);
    }

    /**
     * Expands {@code $name}, {@code ${name?text}} and the like in any text.
     *
     * @throws IllegalArgumentException with Postfix's words if the text is malformed
     */
    public String expand(String text) {
        return Expansion.expand(text, this::unexpanded);
    }

    /**
     * Expands a text with other names than parameters in it.
     *
     * @param values what the names stand for, taken as it is
     * @param undefined gets the names without a value
     * @throws IllegalArgumentException with Postfix's words if the text is malformed
     */
    public static String expand(String text, Function<String, Optional<String>> values, Consumer<String> undefined) {
        return Expansion.expandOnce(text, values, undefined);
    }

    /** This snapshot as one master.cf service sees it: its {@code -o} settings win. */
    public PostfixConfig forService(MasterService service) {
        Map<String, String> merged = new LinkedHashMap<>(settings);
        Map<String, Origin> mergedOrigins = new LinkedHashMap<>(origins);
        for (Map.Entry<String, String> override : service.overrides().entrySet()) {
            merged.put(override.getKey(), override.getValue());
            mergedOrigins.put(override.getKey(), service.origin());
        }
        return as(service.command(), service.name(), merged, mergedOrigins);
    }

    private PostfixConfig as(
            String program, String service, Map<String, String> itsSettings, Map<String, Origin> itsOrigins) {
        itsSettings.put("process_name", program);
        itsSettings.put("service_name", service);
        return new PostfixConfig(directory, itsSettings, itsOrigins, services, List.of());
    }

    /** This snapshot as the first master.cf service with a program sees it, or as a process that is no service. */
    public PostfixConfig forProgram(String program) {
        for (MasterService service : services) {
            if (service.command().equals(program)) {
                return forService(service);
            }
        }
        return forProcess(program, "");
    }

    /**
     * This snapshot as a process sees it that has no {@code -o} settings.
     *
     * @param service empty for a program that master(8) does not run
     */
    public PostfixConfig forProcess(String program, String service) {
        return as(program, service, new LinkedHashMap<>(settings), origins);
    }

    /** This snapshot with another value of a parameter. */
    public PostfixConfig with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(name, value);
        return new PostfixConfig(directory, changed, origins, services, List.of());
    }

    PostfixConfig withDiagnostics(List<Diagnostic> all) {
        return new PostfixConfig(directory, settings, origins, services, all);
    }

    private static boolean raw(String name) {
        return ParameterTable.builtIn(name)
                .map(e -> e.valueClass().equals("raw"))
                .orElse(false);
    }
}
