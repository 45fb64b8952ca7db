package org.postjames.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/** Reads main.cf and master.cf and collects everything that is wrong with them. // postconf(5), master(5) */
final class ConfigReader {
    private final Path directory;
    private final List<Diagnostic> faults = new ArrayList<>();
    private final List<Diagnostic> warnings = new ArrayList<>();

    private ConfigReader(Path directory) {
        this.directory = directory;
    }

    /** Everything, checked. */
    static PostfixConfig read(Path directory, PostfixConfig.Check further) throws ConfigurationException {
        ConfigReader reader = new ConfigReader(directory);
        PostfixConfig config = reader.snapshot(true);
        // also when a line could not be read: all faults are told at once
        new ValueCheck(config, reader.faults, reader.warnings).run();
        reader.faults.addAll(further.faults(config));
        config = config.withDiagnostics(reader.warnings);
        if (!reader.faults.isEmpty()) {
            throw new ConfigurationException(reader.faults);
        }
        return config;
    }

    /** main.cf only: what a command needs to look up a parameter. */
    static PostfixConfig readMain(Path directory, boolean checked) throws ConfigurationException {
        ConfigReader reader = new ConfigReader(directory);
        PostfixConfig config = reader.snapshot(false);
        if (checked) {
            new ValueCheck(config, reader.faults, reader.warnings).run();
        }
        if (!reader.faults.isEmpty()) {
            throw new ConfigurationException(reader.faults);
        }
        return config;
    }

    private PostfixConfig snapshot(boolean withMaster) {
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, Origin> origins = new LinkedHashMap<>();
        for (LogicalLines.Line line : lines(directory.resolve("main.cf"), true)) {
            try {
                NameValue pair = NameValue.parse(line.text());
                String old = settings.put(pair.name(), pair.value());
                origins.put(pair.name(), line.origin());
                if (old != null && !old.equals(pair.value())) {
                    warnings.add(
                            Diagnostic.warning(line.origin(), "overriding earlier entry: " + pair.name() + "=" + old));
                }
            } catch (IllegalArgumentException e) {
                faults.add(Diagnostic.fatal(line.origin(), e.getMessage() + ": \"" + line.text() + "\""));
            }
        }
        settings.putIfAbsent("config_directory", directory.toString());
        List<MasterService> services = withMaster
                ? new MasterReader(faults, warnings).services(lines(directory.resolve("master.cf"), false))
                : List.of();
        return new PostfixConfig(directory, settings, origins, services, warnings);
    }

    private List<LogicalLines.Line> lines(Path file, boolean required) {
        if (!required && !Files.exists(file)) {
            return List.of();
        }
        try {
            return LogicalLines.read(file, warnings);
        } catch (IOException e) {
            faults.add(Diagnostic.fatal(new Origin(file.toString(), 0), "open " + file + ": " + reason(e)));
            return List.of();
        }
    }

    /** What strerror(3) says. */
    static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }
}
