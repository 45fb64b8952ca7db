package org.postjames.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postjames.command.PostconfOptions.Mode;
import org.postjames.config.MasterEntry;

/** postconf's view of master.cf: whole lines, single fields, or {@code -o} settings. // postconf_master.c */
final class PostconfMaster {
    private final PostconfOptions options;
    private final PostconfFiles files;
    private final PrintStream out;
    private final CommandMessages messages;
    private final StringBuilder text = new StringBuilder();

    PostconfMaster(PostconfOptions options, PostconfFiles files, PrintStream out, CommandMessages messages) {
        this.options = options;
        this.files = files;
        this.out = out;
        this.messages = messages;
    }

    void show() throws CommandFailure {
        List<ServicePattern> patterns = patterns();
        for (MasterEntry entry : files.entries()) {
            if (options.names().isEmpty()) {
                print(entry, null);
            }
            for (ServicePattern pattern : patterns) {
                if (pattern.matches(entry)) {
                    print(entry, pattern);
                }
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
        out.flush();
        for (ServicePattern pattern : patterns) {
            if (pattern.matchCount() == 0) {
                messages.warning("unmatched request: \"" + pattern.text() + "\"");
            }
        }
        files.warnOfUnusedMaster();
    }

    private List<ServicePattern> patterns() throws CommandFailure {
        String syntax = options.has(Mode.MASTER)
                ? "-M option requires service_name[/type]"
                : options.has(Mode.FIELDS)
                        ? "-F option requires service_name[/type[/field]]"
                        : "-P option requires service_name[/type[/parameter]]";
        List<ServicePattern> patterns = new ArrayList<>();
        for (String name : options.names()) {
            ServicePattern pattern = ServicePattern.parse(name, 1, options.has(Mode.MASTER) ? 2 : 3)
                    .orElseThrow(() -> new CommandFailure(syntax));
            if (options.has(Mode.FIELDS)) {
                pattern.field();
            }
            patterns.add(pattern);
        }
        return patterns;
    }

    private void print(MasterEntry entry, @Nullable ServicePattern pattern) throws CommandFailure {
        if (options.has(Mode.MASTER)) {
            text.append(MasterPrinter.entry(entry, options.has(Mode.FOLD), setting -> expanded(setting, entry)));
            count(pattern);
        } else if (options.has(Mode.FIELDS)) {
            int field = pattern == null ? -1 : pattern.field();
            for (int i = 0; i < MasterEntry.FIELD_COUNT; i++) {
                if (field < 0 || field == i) {
                    text.append(MasterPrinter.field(
                            entry,
                            i,
                            !options.has(Mode.HIDE_NAME),
                            !options.has(Mode.HIDE_VALUE),
                            options.has(Mode.FOLD),
                            setting -> expanded(setting, entry)));
                }
            }
            count(pattern);
        } else {
            parameters(entry, pattern);
        }
    }

    private void parameters(MasterEntry entry, @Nullable ServicePattern pattern) throws CommandFailure {
        String scope = entry.name() + "/" + entry.type();
        Map<String, String> settings = files.known().scopes().get(scope);
        // only lines with -o have parameters, though lines of the same name and type share them
        if (settings == null) {
            return;
        }
        if (pattern == null || pattern.anyThird()) {
            for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
                parameter(entry, scope, setting.getKey(), setting.getValue());
            }
            count(pattern);
        } else if (settings.containsKey(pattern.third())) {
            parameter(entry, scope, pattern.third(), settings.get(pattern.third()));
            count(pattern);
        }
    }

    private void parameter(MasterEntry entry, String scope, String name, String value) throws CommandFailure {
        String line;
        if (options.has(Mode.HIDE_VALUE)) {
            line = scope + "/" + name;
        } else {
            String shown = expanded(value, entry);
            line = options.has(Mode.HIDE_NAME) ? shown : scope + "/" + name + " = " + shown;
        }
        FoldedLine.append(text, options.has(Mode.FOLD), line);
    }

    private String expanded(String setting, MasterEntry entry) throws CommandFailure {
        return options.has(Mode.EXPAND) ? files.expand(setting, entry) : setting;
    }

    private static void count(@Nullable ServicePattern pattern) {
        if (pattern != null) {
            pattern.count();
        }
    }
}
