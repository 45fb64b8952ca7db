package org.postjames.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parameter names that mean something in one configuration: built in, made from a transport's name, or the administrator's own because some
 * other value mentions them as {@code $name}. // postconf_builtin.c, postconf_service.c, postconf_user.c, postconf_unused.c
 */
public final class KnownNames {
    /** Where a name comes from. */
    public enum Kind {
        BUILTIN,
        SERVICE,
        USER,
        LEGACY
    }

    /** A service of master.cf whose name begins the names of parameters. */
    private record Transport(String name, String command) {
        boolean has(ParameterTable.Entry parameter) {
            return parameter.name().equals(TIME_LIMIT)
                    ? command.equals("pipe") || command.equals("spawn")
                    : !command.equals("spawn");
        }
    }

    private static final Set<String> AGENTS = Set.of("local", "error", "virtual", "smtp", "lmtp", "pipe");
    private static final String TIME_LIMIT = "*_time_limit";

    /** The names that are not built in. */
    private final Map<String, Kind> others = new HashMap<>();

    private final List<Transport> transports = new ArrayList<>();
    private final Set<String> restrictionClasses = new HashSet<>();
    private final Map<String, String> main;
    private final List<MasterEntry> entries;
    private final Map<String, Map<String, String>> scopes = new LinkedHashMap<>();
    private final Map<String, Set<String>> validInScope = new HashMap<>();
    private final Set<String> warned = new HashSet<>();
    private boolean broken;
    private @Nullable String failure;
    private final String directory;
    private final Consumer<String> warnings;

    private KnownNames(
            Map<String, String> main, List<MasterEntry> entries, String directory, Consumer<String> warnings) {
        this.main = main;
        this.entries = entries;
        this.directory = directory;
        this.warnings = warning -> {
            if (failure == null) {
                warnings.accept(warning);
            }
        };
        for (MasterEntry entry : entries) {
            String command = entry.fields().get(MasterEntry.FIELD_COUNT - 1);
            if (AGENTS.contains(command) || command.equals("spawn")) {
                transports.add(new Transport(entry.name(), command));
            }
        }
    }

    /** Without the files' own names: what {@code postconf -d} knows. */
    public static KnownNames builtIn(List<MasterEntry> entries, String directory) {
        return new KnownNames(Map.of(), entries, directory, warning -> {});
    }

    /** @param main the settings of main.cf; read-only names are taken out of it, as Postfix does */
    public static KnownNames of(
            Map<String, String> main, List<MasterEntry> entries, String directory, Consumer<String> warnings) {
        KnownNames known = new KnownNames(main, entries, directory, warnings);
        known.registerUserNames();
        return known;
    }

    /** All names in order, with their kinds. */
    public SortedMap<String, Kind> names() {
        SortedMap<String, Kind> names = new TreeMap<>(others);
        for (String name : ParameterTable.all().keySet()) {
            kind(name).ifPresent(kind -> names.put(name, kind));
        }
        for (Transport transport : transports) {
            for (ParameterTable.Entry parameter : ParameterTable.serviceEntries()) {
                if (transport.has(parameter)) {
                    names.put(transport.name() + parameter.name().substring(1), Kind.SERVICE);
                }
            }
        }
        return names;
    }

    /** What kind of name it is, if it is known. */
    public Optional<Kind> kind(String name) {
        Kind other = others.get(name);
        if (other != null) {
            return Optional.of(other);
        }
        if (serviceEntry(name).isPresent()) {
            return Optional.of(Kind.SERVICE);
        }
        return ParameterTable.builtIn(name)
                .map(entry -> entry.valueClass().equals("legacy") ? Kind.LEGACY : Kind.BUILTIN);
    }

    public boolean isKnown(String name) {
        return kind(name).isPresent();
    }

    private Optional<ParameterTable.Entry> serviceEntry(String name) {
        for (Transport transport : transports) {
            if (name.startsWith(transport.name())) {
                for (ParameterTable.Entry parameter : ParameterTable.serviceEntries()) {
                    if (name.length()
                                    == transport.name().length()
                                            + parameter.name().length()
                                            - 1
                            && name.regionMatches(
                                    transport.name().length(),
                                    parameter.name(),
                                    1,
                                    parameter.name().length() - 1)
                            && transport.has(parameter)) {
                        return Optional.of(parameter);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The default's text before expansion; empty for a name of the administrator's own. */
    public Optional<String> defaultText(String name, PostfixConfig computed) {
        if (ParameterTable.builtIn(name).isPresent()) {
            return computed.unexpanded(name);
        }
        return serviceEntry(name).map(ParameterTable.Entry::defaultExpression);
    }

    /** The {@code -o} settings of the services {@code name/type} that have any. */
    public Map<String, Map<String, String>> scopes() {
        return scopes;
    }

    /** Names that main.cf sets and nothing uses. */
    public List<String> unusedInMain() {
        List<String> unused = new ArrayList<>();
        for (String name : main.keySet()) {
            if (!isKnown(name)) {
                unused.add(name);
            }
        }
        return unused;
    }

    /** Names that {@code -o} of the service {@code name/type} sets and nothing uses. */
    public List<String> unusedInScope(String scope) {
        List<String> unused = new ArrayList<>();
        for (String name : scopes.getOrDefault(scope, Map.of()).keySet()) {
            if (!isKnown(name) && !validIn(scope).contains(name)) {
                unused.add(name);
            }
        }
        return unused;
    }

    private Set<String> validIn(String scope) {
        return validInScope.computeIfAbsent(scope, s -> new HashSet<>());
    }

    private void registerUserNames() {
        for (MasterEntry entry : entries) {
            String scope = entry.name() + "/" + entry.type();
            for (String setting : entry.overrides()) {
                try {
                    NameValue pair = NameValue.parse(setting);
                    scopes.computeIfAbsent(scope, s -> new LinkedHashMap<>()).put(pair.name(), pair.value());
                } catch (IllegalArgumentException e) {
                    continue; // the daemon that gets it will complain
                }
            }
        }
        scopes.forEach((scope, settings) -> scanSettings(settings, scope));
        // the names that defaults mention are built in, so there is nothing to learn from them
        scanSettings(main, null);
    }

    private static boolean raw(String name) {
        return ParameterTable.builtIn(name)
                .map(e -> e.valueClass().equals("raw"))
                .orElse(false);
    }

    private void scanSettings(Map<String, String> settings, @Nullable String scope) {
        String classes = settings.get("smtpd_restriction_classes");
        if (classes != null) {
            for (String name : ValueSyntax.list(expandIn(settings, classes))) {
                if (scope == null) {
                    restrictionClasses.add(name);
                }
                mentioned(name, scope, false);
            }
        }
        for (Map.Entry<String, String> setting : new ArrayList<>(settings.entrySet())) {
            String name = setting.getKey();
            if (scope != null && restrictionClasses.contains(name)) {
                validIn(scope).add(name);
            }
            Optional<ParameterTable.Entry> entry = ParameterTable.builtIn(name);
            if (entry.isPresent() && entry.get().valueClass().equals("readonly")) {
                warnings.accept(directory + "/" + file(scope) + ": read-only parameter assignment: " + name + "="
                        + setting.getValue());
                settings.remove(name);
                continue;
            }
            Optional<Kind> kind = kind(name);
            if (kind.isPresent() && kind.get() == Kind.LEGACY) {
                others.put(name, Kind.USER);
            }
            if (raw(name)) {
                continue;
            }
            scan(setting.getValue(), scope);
            if (!broken && kind.isPresent() && (kind.get() == Kind.BUILTIN || kind.get() == Kind.SERVICE)) {
                new DatabaseNames(this::warnOnce, this::fail, candidate -> mentioned(candidate, scope, true))
                        .scan(expandIn(settings, setting.getValue()));
            }
        }
    }

    private void warnOnce(String warning) {
        if (warned.add(warning)) {
            warnings.accept(warning);
        }
    }

    private String expandIn(Map<String, String> settings, String text) {
        try {
            return Expansion.expand(text, name -> {
                String local = settings.get(name);
                return Optional.ofNullable(local != null ? local : main.get(name))
                        .or(() -> ParameterTable.builtIn(name).map(ParameterTable.Entry::defaultExpression));
            });
        } catch (ExpansionException e) {
            e.problems().forEach(warnings);
            broken = true;
            return "";
        }
    }

    private void fail(String text) {
        if (failure == null) {
            failure = text;
        }
    }

    /** What is wrong with a table's file, so that postconf ends there. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether some value cannot be expanded; the warnings say which. */
    public boolean isBroken() {
        return broken;
    }

    private static String file(@Nullable String scope) {
        return scope == null ? "main.cf" : "master.cf";
    }

    private void scan(String text, @Nullable String scope) {
        try {
            Expansion.scan(text, name -> {
                mentioned(name, scope, false);
                return Optional.empty();
            });
        } catch (ExpansionException e) {
            e.problems().forEach(warnings);
        }
    }

    /** Some value says {@code $name}: the name is valid wherever it is set. */
    private void mentioned(String name, @Nullable String scope, boolean database) {
        boolean set = false;
        if (scope != null && scopes.getOrDefault(scope, Map.of()).containsKey(name)) {
            set = true;
            validIn(scope).add(name);
        } else if (main.containsKey(name)) {
            set = true;
            if (!isKnown(name)) {
                others.put(name, Kind.USER);
            }
        }
        if (scope == null) {
            for (Map.Entry<String, Map<String, String>> other : scopes.entrySet()) {
                if (other.getValue().containsKey(name)) {
                    set = true;
                    validIn(other.getKey()).add(name);
                }
            }
        }
        if (!set && !database && !isKnown(name)) {
            warnings.accept(directory + "/" + file(scope) + ": undefined parameter: " + name);
        }
    }
}
