package org.postjames.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.postjames.command.PostconfOptions.Mode;
import org.postjames.config.KnownNames;

/** postconf's view of main.cf. // postconf_main.c */
final class PostconfMain {
    private final PostconfOptions options;
    private final PostconfFiles files;
    private final PrintStream out;
    private final CommandMessages messages;

    PostconfMain(PostconfOptions options, PostconfFiles files, PrintStream out, CommandMessages messages) {
        this.options = options;
        this.files = files;
        this.out = out;
        this.messages = messages;
    }

    void show() throws CommandFailure {
        StringBuilder text = new StringBuilder();
        if (options.names().isEmpty() && options.has(Mode.NON_DEFAULT)) {
            for (String name : new TreeSet<>(files.setNames())) {
                if (files.known().kind(name).filter(options.classes()::contains).isPresent()) {
                    print(text, name);
                }
            }
        } else if (options.names().isEmpty()) {
            for (Map.Entry<String, KnownNames.Kind> name : files.known().names().entrySet()) {
                if (options.classes().contains(name.getValue())) {
                    print(text, name.getKey());
                }
            }
        }
        for (String name : options.names()) {
            if (files.known().isKnown(name)) {
                print(text, name);
            } else {
                messages.warning(name + ": unknown parameter");
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
        out.flush();
        if (!options.has(Mode.DEFAULTS)) {
            files.warnOfUnusedMain();
            files.warnOfUnusedMaster();
        }
    }

    private Optional<String> value(String name) throws CommandFailure {
        if (options.has(Mode.DEFAULTS)) {
            return files.defaultText(name);
        }
        Optional<String> set = files.set(name);
        return set.isPresent() || options.has(Mode.NON_DEFAULT) ? set : files.defaultText(name);
    }

    private void print(StringBuilder text, String name) throws CommandFailure {
        Optional<String> found = value(name);
        if (found.isEmpty()) {
            return;
        }
        String value = found.get();
        if (options.has(Mode.HIDE_VALUE)) {
            FoldedLine.append(text, options.has(Mode.FOLD), name);
            return;
        }
        if (options.has(Mode.EXPAND) && !files.raw(name)) {
            value = files.expand(value, null);
        }
        FoldedLine.append(text, options.has(Mode.FOLD), options.has(Mode.HIDE_NAME) ? value : name + " = " + value);
    }
}
