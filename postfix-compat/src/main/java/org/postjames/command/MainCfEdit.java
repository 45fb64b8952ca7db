package org.postjames.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postjames.command.PostconfOptions.Mode;
import org.postjames.config.NameValue;

/** {@code postconf -e}, {@code -X} and {@code -#} for main.cf: comments and the order of lines stay. // postconf_edit.c: pcf_edit_main() */
final class MainCfEdit {
    private final PostconfOptions options;
    private final CommandMessages messages;
    private final Map<String, String> requests = new LinkedHashMap<>();
    private final Map<String, Integer> found = new LinkedHashMap<>();

    MainCfEdit(PostconfOptions options, CommandMessages messages) {
        this.options = options;
        this.messages = messages;
    }

    void run() throws CommandFailure, IOException {
        for (String argument : options.names()) {
            addRequest(argument);
        }
        Path directory = Path.of(PostconfFiles.directory(options));
        Path file = directory.resolve("main.cf");
        if (!Files.isReadable(file)) {
            throw new CommandFailure("open " + file + " for reading: "
                    + (Files.exists(file) ? "Permission denied" : "No such file or directory"));
        }
        ReplacedFile.replace(file, directory, lines -> edit(lines, file));
    }

    private void addRequest(String argument) throws CommandFailure {
        if (argument.indexOf('\n') >= 0) {
            throw new CommandFailure("-e, -X, or -# accepts no multi-line input");
        }
        String text = argument.stripLeading();
        if (text.startsWith("#")) {
            throw new CommandFailure("-e, -X, or -# accepts no comment input");
        }
        String name;
        String value = "";
        if (options.has(Mode.EDIT)) {
            try {
                NameValue pair = NameValue.parse(text);
                name = pair.name();
                value = pair.value();
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(e.getMessage() + ": \"" + text + "\"");
            }
        } else {
            if (text.isEmpty()) {
                throw new CommandFailure("-X or -# requires non-blank parameter names");
            }
            if (text.indexOf('=') >= 0) {
                throw new CommandFailure("-X or -# requires parameter names without value");
            }
            name = text;
        }
        String earlier = requests.remove(name);
        if (earlier != null) {
            messages.warning(
                    "ignoring earlier request: '" + name + " = " + (options.has(Mode.EDIT) ? earlier : "(null)") + "'");
        }
        requests.put(name, value);
    }

    private String edit(List<String> lines, Path file) {
        StringBuilder out = new StringBuilder();
        boolean interesting = false;
        for (String line : lines) {
            String content = line.stripLeading();
            boolean continued = content.length() < line.length();
            if (content.isEmpty() || content.startsWith("#")) {
                out.append(line);
            } else if (continued) {
                appendOld(out, line, interesting);
            } else {
                String name = content.substring(0, nameEnd(content));
                interesting = requests.containsKey(name);
                if (interesting && found.merge(name, 1, Integer::sum) == 2) {
                    messages.warning(file + ": multiple entries for \"" + name + "\"");
                }
                if (interesting && options.has(Mode.EDIT)) {
                    out.append(name).append(" = ").append(requests.get(name)).append('\n');
                } else {
                    appendOld(out, line, interesting);
                }
            }
        }
        if (options.has(Mode.EDIT)) {
            requests.forEach((name, value) -> {
                if (!found.containsKey(name)) {
                    endLine(out);
                    out.append(name).append(" = ").append(value).append('\n');
                }
            });
        }
        return out.toString();
    }

    // Postfix differs: it glues the new entry to a last line without line end, because it only copies; that would spoil
    // both
    private static void endLine(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private void appendOld(StringBuilder out, String line, boolean interesting) {
        if (!interesting) {
            out.append(line);
        } else if (options.has(Mode.COMMENT)) {
            out.append('#').append(line);
        }
    }

    private static int nameEnd(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) != '=' && !Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
