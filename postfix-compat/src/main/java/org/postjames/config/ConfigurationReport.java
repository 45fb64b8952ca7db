package org.postjames.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/**
 * What becomes of each setting of main.cf and each line of master.cf: honoured, not yet, or without meaning here and why. The server says once at
 * start what is not honoured; {@code postjames check} lists everything.
 */
public final class ConfigurationReport {
    private static final Set<String> OWN_ARGUMENTS = Set.of("pipe", "spawn");
    private static final Set<String> CLIENTS = Set.of("smtp", "lmtp");
    private static final Set<String> VERBOSE = Set.of("smtpd", "lmtpd", "smtp", "lmtp");

    /** What becomes of a setting. */
    public enum Verdict {
        HONOURED("honoured"),
        /** A name of the administrator's own that some other value mentions. */
        OWN_NAME("own name"),
        NO_MEANING("no meaning here"),
        NOT_YET("not yet"),
        UNKNOWN("unknown");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * One setting or service.
     *
     * @param setting {@code name=value}, or the service and its daemon
     * @param remark the reason, or a name that may be meant; else empty
     */
    public record Item(Origin origin, String setting, Verdict verdict, String remark) {
        @Override
        public String toString() {
            return origin + ": " + verdict + ": " + setting + (remark.isEmpty() ? "" : " (" + remark + ")");
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final PostfixConfig config;
    private final KnownNames known;

    private ConfigurationReport(PostfixConfig config) {
        this.config = config;
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : config.settingNames()) {
            if (config.origin(name).isPresent()) {
                settings.put(name, config.unexpanded(name).orElse(""));
            }
        }
        List<MasterEntry> entries = new ArrayList<>();
        config.definedServices().forEach(service -> entries.add(service.entry()));
        Map<String, String> written = new LinkedHashMap<>(settings);
        this.known = KnownNames.of(settings, entries, config.directory().toString(), warnings::add);
        known.failure().ifPresent(warnings::add);
        written.forEach((name, value) -> item(config.origin(name).orElseThrow(), name, value, ""));
        config.definedServices().forEach(this::service);
    }

    /** @param config a snapshot that was loaded from files */
    public static ConfigurationReport of(PostfixConfig config) {
        return new ConfigurationReport(config);
    }

    /** Every setting of main.cf, and every service of master.cf followed by its {@code -o} settings, in the order of the files. */
    public List<Item> items() {
        return List.copyOf(items);
    }

    /** What an administrator should know when the server starts: everything that is not honoured, and what the files' warnings are. */
    public List<Diagnostic> diagnostics() {
        Set<Diagnostic> diagnostics = new LinkedHashSet<>(config.diagnostics());
        Origin mainCf = new Origin(config.directory().resolve("main.cf").toString(), 0);
        for (String warning : warnings) {
            diagnostics.add(Diagnostic.warning(mainCf, warning));
        }
        for (Item item : items) {
            switch (item.verdict()) {
                case HONOURED, OWN_NAME -> {}
                case NO_MEANING ->
                    diagnostics.add(new Diagnostic(
                            Diagnostic.Severity.INFO,
                            item.origin(),
                            item.setting() + " has no meaning here: " + item.remark()));
                case NOT_YET ->
                    diagnostics.add(Diagnostic.warning(item.origin(), item.setting() + " is not honoured yet"));
                case UNKNOWN ->
                    diagnostics.add(Diagnostic.warning(
                            item.origin(),
                            "unused parameter: " + item.setting()
                                    + (item.remark().isEmpty() ? "" : "; " + item.remark())));
            }
        }
        diagnostics.addAll(unreadFiles());
        return List.copyOf(diagnostics);
    }

    /** Files that nobody reads: the administrator may take {@code $config_directory/james} for James's conf directory. */
    public List<Diagnostic> unreadFiles() {
        Path james = config.directory().resolve("james");
        if (!Files.isDirectory(james)) {
            return List.of();
        }
        List<Diagnostic> unread = new ArrayList<>();
        try (Stream<Path> files = Files.list(james)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if ((name.endsWith(".xml") || name.endsWith(".properties")) && !name.equals("mailets.xml")) {
                    unread.add(Diagnostic.warning(
                            new Origin(file.toString(), 0),
                            "not read: what James's file of this name says is taken from main.cf and master.cf"));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            unread.add(Diagnostic.warning(new Origin(james.toString(), 0), "not readable: " + e.getMessage()));
        }
        return unread;
    }

    private void service(MasterService service) {
        String shown = service.name() + "/" + service.type() + " (" + service.command() + ")";
        Optional<String> status = ServiceTable.status(service.command());
        if (service.isNamedIn(config.get(ConfigParameters.MASTER_SERVICE_DISABLE))) {
            items.add(new Item(service.origin(), shown, Verdict.HONOURED, "disabled by master_service_disable"));
        } else if (status.isEmpty()) {
            items.add(new Item(service.origin(), shown, Verdict.UNKNOWN, "no such daemon"));
        } else {
            items.add(item(service.origin(), shown, status.get()));
        }
        if (!OWN_ARGUMENTS.contains(service.command())) {
            service.arguments().forEach(argument -> argument(service, argument));
        }
        String scope = service.name() + "/" + service.type();
        Set<String> unused = Set.copyOf(known.unusedInScope(scope));
        service.overrides().forEach((name, value) -> {
            if (!known.isKnown(name) && !unused.contains(name)) {
                items.add(new Item(service.origin(), "-o " + name + "=" + value, Verdict.OWN_NAME, ""));
            } else {
                item(service.origin(), name, value, "-o ");
            }
        });
    }

    /** What stands behind a daemon's name and is no setting. // master(5) */
    private void argument(MasterService service, String argument) {
        String shown = service.command() + " " + argument;
        if (CLIENTS.contains(service.command()) && argument.matches("(?i:flags=)[DORX]*")) {
            items.add(new Item(service.origin(), shown, Verdict.HONOURED, ""));
        } else if (!argument.matches("-v+")) {
            items.add(new Item(service.origin(), shown, Verdict.UNKNOWN, "no such argument"));
        } else if (VERBOSE.contains(service.command())) {
            items.add(new Item(service.origin(), shown, Verdict.HONOURED, ""));
        } else {
            String remark = "only smtpd, lmtpd, smtp and lmtp can log more";
            items.add(new Item(service.origin(), shown, Verdict.NO_MEANING, remark));
        }
    }

    private void item(Origin origin, String name, String value, String prefix) {
        String setting = prefix + name + "=" + value;
        Optional<ParameterTable.Entry> entry = ParameterTable.builtIn(name);
        if (entry.isEmpty() && known.isKnown(name)) {
            if (known.kind(name).filter(kind -> kind == KnownNames.Kind.SERVICE).isEmpty()) {
                items.add(new Item(origin, setting, Verdict.OWN_NAME, ""));
                return;
            }
            entry = ParameterTable.find(name);
        }
        if (entry.isEmpty()) {
            String remark = DidYouMean.of(name)
                    .map(best -> "did you mean \"" + best + "\"?")
                    .orElse("");
            items.add(new Item(origin, setting, Verdict.UNKNOWN, remark));
        } else {
            items.add(item(origin, setting, entry.get().status()));
        }
    }

    private static Item item(Origin origin, String setting, String status) {
        if (status.startsWith("no-meaning: ")) {
            return new Item(origin, setting, Verdict.NO_MEANING, status.substring("no-meaning: ".length()));
        }
        return new Item(origin, setting, status.equals("honoured") ? Verdict.HONOURED : Verdict.NOT_YET, "");
    }
}
