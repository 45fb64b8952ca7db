package org.postjames.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postjames.command.PostconfOptions.Mode;
import org.postjames.config.MasterEntry;
import org.postjames.config.NameValue;
import org.postjames.config.ValueSyntax;
import org.postjames.diagnostic.Origin;

/** {@code postconf -M}, {@code -F} and {@code -P} with {@code -e}, {@code -X} or {@code -#}. // postconf_edit.c: pcf_edit_master() */
final class MasterCfEdit {
    private static final String OPTIONS = "-Me, -Fe, -Pe, -X, or -#";

    private record Request(ServicePattern pattern, String raw, String value) {}

    private final PostconfOptions options;
    private final CommandMessages messages;
    private final List<Request> requests = new ArrayList<>();
    private Path file = Path.of("master.cf");

    MasterCfEdit(PostconfOptions options, CommandMessages messages) {
        this.options = options;
        this.messages = messages;
    }

    void run() throws CommandFailure, IOException {
        for (String argument : options.names()) {
            requests.add(request(argument));
        }
        Path directory = Path.of(PostconfFiles.directory(options));
        file = directory.resolve("master.cf");
        if (!Files.isReadable(file)) {
            throw new CommandFailure("open " + file + " for reading: "
                    + (Files.exists(file) ? "Permission denied" : "No such file or directory"));
        }
        ReplacedFile.replace(file, directory, this::edit);
    }

    private Request request(String argument) throws CommandFailure {
        if (argument.indexOf('\n') >= 0) {
            throw new CommandFailure(OPTIONS + " accept no multi-line input");
        }
        String text = argument.stripLeading();
        if (text.startsWith("#")) {
            throw new CommandFailure(OPTIONS + " accept no comment input");
        }
        String name = text.stripTrailing();
        String value = "";
        if (options.has(Mode.EDIT)) {
            try {
                NameValue pair = NameValue.parse(text);
                name = pair.name();
                value = pair.value();
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(e.getMessage() + ": \"" + argument + "\"");
            }
        } else if (text.indexOf('=') >= 0) {
            throw new CommandFailure("-X or -# requires names without value");
        }
        return new Request(pattern(name, value), argument, value);
    }

    private ServicePattern pattern(String name, String value) throws CommandFailure {
        if (options.has(Mode.MASTER)) {
            return ServicePattern.parse(name, 2, 2)
                    .orElseThrow(() -> new CommandFailure("-Me, -MX or -M# requires service_name/type"));
        }
        boolean fields = options.has(Mode.FIELDS);
        ServicePattern pattern = ServicePattern.parse(name, 3, 3)
                .orElseThrow(() -> new CommandFailure(
                        fields
                                ? "-Fe or -FX requires service_name/type/field_name"
                                : "-Pe or -PX requires service_name/type/parameter"));
        if (fields) {
            int field = pattern.field();
            if (field < 0) {
                throw new CommandFailure("-Fe does not accept wild-card field name");
            }
            if (field < MasterEntry.FIELD_COUNT - 1 && MasterPrinter.hasBlank(value)) {
                throw new CommandFailure("-Fe does not accept whitespace in non-command field");
            }
        } else {
            if (pattern.anyThird()) {
                throw new CommandFailure("-Pe does not accept wild-card parameter name");
            }
            if (MasterPrinter.hasBlank(value)) {
                throw new CommandFailure("-Pe does not accept whitespace in parameter value");
            }
        }
        return pattern;
    }

    private String edit(List<String> lines) throws CommandFailure {
        StringBuilder out = new StringBuilder();
        boolean matched = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String content = line.stripLeading();
            if (content.isEmpty() || content.startsWith("#")) {
                out.append(line);
            } else if (content.length() < line.length()) {
                appendOld(out, line, matched);
            } else {
                int last = wholeEntry(lines, i);
                MasterEntry old = header(line, i + 1);
                matched = matches(old);
                MasterEntry fresh = matched ? replacement(old, lines.subList(i, last), i + 1) : null;
                if (fresh != null) {
                    // a changed entry is gathered from all its lines; comments between them come to stand before it
                    copyComments(out, lines.subList(i + 1, options.has(Mode.MASTER) ? i + 1 : last));
                    out.append(MasterPrinter.entry(fresh, true, setting -> setting));
                    i = options.has(Mode.MASTER) ? i : last - 1;
                } else {
                    appendOld(out, line, matched);
                }
            }
        }
        finish(out);
        return out.toString();
    }

    private void finish(StringBuilder out) throws CommandFailure {
        for (Request request : requests) {
            if (request.pattern().matchCount() > 0) {
                continue;
            }
            if (options.has(Mode.MASTER) && options.has(Mode.EDIT)) {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
                    out.append('\n');
                }
                out.append(MasterPrinter.entry(requested(request), true, setting -> setting));
            } else if (!options.has(Mode.MASTER)) {
                messages.warning("unmatched service_name/type: \"" + request.raw() + "\"");
            }
        }
    }

    /** Name and type of the entry that begins with this line. */
    private MasterEntry header(String line, int number) throws CommandFailure {
        List<String> words = ValueSyntax.blankSeparated(line);
        String where = "file " + file + ": line " + number + ": ";
        if (words.size() < 2) {
            throw new CommandFailure(where + "specify service name and type on the same line");
        }
        if (words.get(0).indexOf('=') >= 0) {
            throw new CommandFailure(
                    where + "service name syntax \"" + words.get(0) + "\" is unsupported with " + OPTIONS);
        }
        if (words.get(1).indexOf('=') >= 0 || words.get(1).indexOf('/') >= 0) {
            throw new CommandFailure(
                    where + "service type syntax \"" + words.get(1) + "\" is unsupported with " + OPTIONS);
        }
        return new MasterEntry(words, new Origin(file.toString(), number));
    }

    private boolean matches(MasterEntry old) throws CommandFailure {
        for (Request request : requests) {
            if (request.pattern().matches(old) || definesSame(request, old)) {
                return true;
            }
        }
        return false;
    }

    private boolean definesSame(Request request, MasterEntry old) throws CommandFailure {
        if (!options.has(Mode.MASTER) || !options.has(Mode.EDIT)) {
            return false;
        }
        MasterEntry fresh = requested(request);
        return fresh.name().equals(old.name()) && fresh.type().equals(old.type());
    }

    private MasterEntry requested(Request request) throws CommandFailure {
        return parse(request.value(), text -> new CommandFailure(text + ": \"" + request.raw() + "\""));
    }

    private MasterEntry parse(String text, Function<String, CommandFailure> failure) throws CommandFailure {
        try {
            MasterEntry entry = MasterEntry.parse(
                    text, new Origin(file.toString(), 0), warning -> messages.warning("master.cf: " + warning));
            MasterCheck.check(entry, text);
            return entry;
        } catch (IllegalArgumentException e) {
            throw failure.apply(String.valueOf(e.getMessage()));
        }
    }

    /** What the entry becomes; nothing if it is taken out. */
    private @Nullable MasterEntry replacement(MasterEntry old, List<String> lines, int number) throws CommandFailure {
        MasterEntry fresh = null;
        for (Request request : requests) {
            if (!request.pattern().matches(old) && !definesSame(request, old)) {
                continue;
            }
            request.pattern().count();
            if (options.has(Mode.MASTER)) {
                if (options.has(Mode.EDIT) && request.pattern().matchCount() == 1) {
                    fresh = requested(request);
                }
            } else if (options.has(Mode.EDIT) || options.has(Mode.EXCLUDE)) {
                MasterEntry current = fresh != null ? fresh : whole(lines, number);
                fresh = options.has(Mode.FIELDS)
                        ? MasterEntryChange.field(current, request.pattern().field(), request.value(), messages)
                        : MasterEntryChange.parameter(
                                current, request.pattern().third(), options.has(Mode.EDIT) ? request.value() : null);
            }
        }
        return fresh;
    }

    private MasterEntry whole(List<String> lines, int number) throws CommandFailure {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (!line.stripLeading().startsWith("#")) {
                text.append(line);
            }
        }
        return parse(text.toString(), why -> new CommandFailure("file " + file + ": line " + number + ": " + why));
    }

    /** The index after the last line of the entry that begins at {@code first}. */
    private static int wholeEntry(List<String> lines, int first) {
        int i = first + 1;
        while (i < lines.size()
                && (lines.get(i).startsWith("#")
                        || Character.isWhitespace(lines.get(i).charAt(0)))) {
            i++;
        }
        return i;
    }

    private static void copyComments(StringBuilder out, List<String> lines) {
        for (String line : lines) {
            String content = line.stripLeading();
            if (content.isEmpty() || content.startsWith("#")) {
                out.append(line);
            }
        }
    }

    private void appendOld(StringBuilder out, String line, boolean matched) {
        if (!matched) {
            out.append(line);
        } else if (options.has(Mode.COMMENT)) {
            out.append('#').append(line);
        }
    }
}
