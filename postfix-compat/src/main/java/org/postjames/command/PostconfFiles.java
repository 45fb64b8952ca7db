package org.postjames.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.command.PostconfOptions.Mode;
import org.postjames.config.ExpansionException;
import org.postjames.config.KnownNames;
import org.postjames.config.LogicalLines;
import org.postjames.config.MasterEntry;
import org.postjames.config.NameValue;
import org.postjames.config.ParameterTable;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;

/** main.cf and master.cf as postconf sees them: text, unchecked. // postconf_main.c, postconf_master.c, postconf_lookup.c */
final class PostconfFiles {
    private static final String DEFAULT_DIRECTORY = "/etc/postfix";
    private static final String ENVIRONMENT = "MAIL_CONFIG";

    private final CommandMessages messages;
    private final String directory;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<MasterEntry> entries;
    private final KnownNames known;
    private final boolean defaultsOnly;

    PostconfFiles(PostconfOptions options, CommandMessages messages) throws CommandFailure {
        this.messages = messages;
        this.directory = directory(options);
        this.defaultsOnly = options.has(Mode.DEFAULTS);
        boolean master = !options.has(Mode.MAIN);
        // the file that is asked for must be there, and is complained about first
        List<MasterEntry> early = master ? readMaster(true) : List.of();
        if (!defaultsOnly) {
            readMain(options);
        }
        this.entries = master ? early : readMaster(false);
        this.known = defaultsOnly
                ? KnownNames.builtIn(entries, directory)
                : KnownNames.of(settings, entries, directory, messages::warning);
        if (known.failure().isPresent()) {
            throw new CommandFailure(known.failure().get());
        }
        if (known.isBroken()) {
            throw new CommandFailure("macro processing error");
        }
    }

    static String directory(PostconfOptions options) {
        String asked = options.directory();
        return asked != null ? asked : environment().orElse(DEFAULT_DIRECTORY);
    }

    private static Optional<String> environment() {
        return Optional.ofNullable(System.getenv(ENVIRONMENT));
    }

    private void readMain(PostconfOptions options) throws CommandFailure {
        if (options.directory() != null || environment().isPresent()) {
            settings.put("config_directory", directory);
        }
        String path = directory + "/main.cf";
        for (LogicalLines.Line line : lines(path)) {
            NameValue pair;
            try {
                pair = NameValue.parse(line.text());
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        path + ", line " + line.origin().line() + ": " + e.getMessage() + ": \"" + line.text() + "\"");
            }
            String old = settings.put(pair.name(), pair.value());
            if (old != null && !old.equals(pair.value())) {
                messages.warning(path + ", line " + line.origin().line() + ": overriding earlier entry: " + pair.name()
                        + "=" + old);
            }
        }
        for (String override : options.overrides()) {
            try {
                NameValue pair = NameValue.parse(override);
                settings.put(pair.name(), pair.value());
            } catch (IllegalArgumentException e) {
                throw new CommandFailure("invalid parameter override: " + override + ": " + e.getMessage());
            }
        }
    }

    private List<LogicalLines.Line> lines(String path) throws CommandFailure {
        List<Diagnostic> warnings = new ArrayList<>();
        try {
            return LogicalLines.read(Path.of(path), warnings);
        } catch (IOException e) {
            throw new CommandFailure("open " + path + ": " + CommandMessages.reason(e));
        } finally {
            warnings.forEach(w -> messages.warning(w.origin() + ": " + w.text()));
        }
    }

    private List<MasterEntry> readMaster(boolean required) throws CommandFailure {
        String path = directory + "/master.cf";
        List<LogicalLines.Line> lines;
        try {
            lines = lines(path);
        } catch (CommandFailure e) {
            if (required) {
                throw e;
            }
            messages.warning(String.valueOf(e.getMessage()));
            return List.of();
        }
        List<MasterEntry> read = new ArrayList<>();
        for (LogicalLines.Line line : lines) {
            try {
                MasterEntry entry =
                        MasterEntry.parse(line.text(), line.origin(), text -> messages.warning("master.cf: " + text));
                MasterCheck.check(entry, line.text());
                read.add(entry);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        "file " + path + ": line " + line.origin().line() + ": " + e.getMessage());
            }
        }
        return read;
    }

    List<MasterEntry> entries() {
        return entries;
    }

    KnownNames known() {
        return known;
    }

    /** The names that main.cf sets. */
    Set<String> setNames() {
        return settings.keySet();
    }

    /** What main.cf says. */
    Optional<String> set(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** The default before expansion. */
    Optional<String> defaultText(String name) throws CommandFailure {
        if (name.equals("process_name")) {
            return Optional.of("postconf");
        }
        if (name.equals("process_id")) {
            return Optional.of(Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return known.defaultText(name, PostfixConfig.of(defaultsOnly ? Map.of() : settings));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    /** @param scope the service {@code name/type} whose {@code -o} settings come first */
    String expand(String text, @Nullable MasterEntry scope) throws CommandFailure {
        Map<String, String> values = new LinkedHashMap<>(defaultsOnly ? Map.of() : settings);
        values.put("process_id", Long.toString(ProcessHandle.current().pid()));
        if (scope != null) {
            values.putAll(known.scopes().getOrDefault(scope.name() + "/" + scope.type(), Map.of()));
            values.put("process_name", scope.command());
            values.put("service_name", scope.name());
        } else {
            values.putIfAbsent("process_name", "postconf");
        }
        try {
            return PostfixConfig.of(values).expand(text);
        } catch (ExpansionException e) {
            e.problems().forEach(messages::warning);
            throw new CommandFailure("macro processing error");
        }
    }

    boolean raw(String name) {
        return ParameterTable.builtIn(name)
                .map(e -> e.valueClass().equals("raw"))
                .orElse(false);
    }

    void warnOfUnusedMain() {
        for (String name : known.unusedInMain()) {
            messages.warning(directory + "/main.cf: unused parameter: " + name + "=" + settings.get(name));
        }
    }

    void warnOfUnusedMaster() {
        for (MasterEntry entry : entries) {
            String scope = entry.name() + "/" + entry.type();
            for (String name : known.unusedInScope(scope)) {
                messages.warning(directory + "/master.cf: unused parameter: " + name + "="
                        + known.scopes().getOrDefault(scope, Map.of()).get(name));
            }
        }
    }
}
