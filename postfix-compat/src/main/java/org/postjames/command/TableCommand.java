package org.postjames.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.cleanup.MessageLines;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.EnumerableTable;
import org.postjames.table.FileContent;
import org.postjames.table.LookupTable;
import org.postjames.table.TableFlags;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;
import org.postjames.table.Utf8Text;

/** What {@code postmap} and {@code postalias} have in common: they differ in the source text, and in what a key looks like when listed. */
final class TableCommand {
    private static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");

    /** Output goes out in such blocks; what is left is lost when the command fails. // VSTREAM_BUFSIZE */
    private static final int BUFFER = 4096;

    private final TableOptions options;
    private final boolean aliases;
    private final InputStream in;
    private final PrintStream out;
    private final CommandMessages messages;
    private final PostfixConfig config;
    private final Tables tables;
    private final String separator;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final boolean utf8;

    TableCommand(TableOptions options, boolean aliases, InputStream in, PrintStream out, CommandMessages messages)
            throws CommandFailure {
        this.options = options;
        this.aliases = aliases;
        this.in = in;
        this.out = out;
        this.messages = messages;
        this.separator = aliases ? ":\t" : "\t";
        this.config = options.config();
        this.utf8 = config.get(SMTPUTF8_ENABLE)
                && (options.utf8() == TableOptions.Utf8.ON
                        || options.utf8() == TableOptions.Utf8.CONFIGURED && !options.isMessage());
        this.tables = Tables.of(
                config,
                messages::warning,
                new TableFlags(options.foldKeys(), utf8, true, options.duplicates(), options.fileContent()));
    }

    /** @return the exit code */
    int run() throws CommandFailure {
        int status = work();
        out.write(pending.toByteArray(), 0, pending.size());
        return status;
    }

    private int work() throws CommandFailure {
        return switch (options.mode()) {
            case QUERY -> options.key().equals("-") ? queryAll() : queryOne();
            case LIST -> list();
            case DELETE -> delete();
            case BUILD, ADD -> build();
        };
    }

    private LookupTable open(String text) throws CommandFailure {
        try {
            return tables.openNow(tables.name(text));
        } catch (TableUnavailableException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private int queryOne() throws CommandFailure {
        for (String text : options.tables()) {
            Optional<String> found = ask(open(text), options.key());
            tables.close(); // the next one may be the same
            if (found.isPresent()) {
                print(found.get());
                return 0;
            }
        }
        return 1;
    }

    private int queryAll() throws CommandFailure {
        List<String> names = options.tables();
        Map<Integer, LookupTable> open = new HashMap<>();
        boolean any = false;
        for (String key : options.isMessage() ? messageLines() : input()) {
            for (int i = 0; i < names.size(); i++) {
                LookupTable table = open.get(i);
                if (table == null) { // opened when it is asked first
                    table = open(names.get(i));
                    open.put(i, table);
                }
                Optional<String> found = ask(table, key);
                if (found.isPresent()) {
                    print(key + separator + found.get());
                    any = true;
                    break;
                }
            }
        }
        return any ? 0 : 1;
    }

    private Optional<String> ask(LookupTable table, String key) throws CommandFailure {
        if (utf8 && !Utf8Text.isValid(key)) {
            messages.warning(TableSource.file(table.name()) + ": non-UTF-8 key \"" + key
                    + "\": malformed UTF-8 or invalid codepoint"); // dict_utf8.c
            return Optional.empty();
        }
        try {
            Optional<String> found = table.lookup(key);
            if (found.isPresent() && utf8 && !Utf8Text.isValid(found.get())) {
                messages.warning(table.name() + ": key \"" + key + "\": non-UTF-8 value \"" + found.get()
                        + "\": malformed UTF-8 or invalid codepoint");
                throw new CommandFailure("table " + table.name() + ": query error");
            }
            if (found.isPresent() && options.fileContent()) {
                found = content(table.name(), key, found.get());
                if (found.isEmpty()) {
                    throw new CommandFailure("table " + table.name() + ": query error");
                }
            }
            if (found.isPresent() && found.get().isEmpty()) {
                warnOfEmptyValue(table.name(), key);
            }
            return found;
        } catch (TableUnavailableException | IllegalArgumentException e) {
            if (e instanceof TableUnavailableException unavailable && unavailable.isFatal()) {
                throw new CommandFailure(unavailable.getMessage());
            }
            throw new CommandFailure("table " + table.name() + ": query error: Application error");
        }
    }

    private void warnOfEmptyValue(TableName name, String key) {
        messages.warning("table " + name + ": key " + key + ": empty string result is not allowed");
        messages.warning("table " + name + " should return NO RESULT in case of NOT FOUND");
    }

    /** With {@code -F} a table holds the base64 text of files. */
    private Optional<String> content(TableName name, String key, String value) {
        Optional<String> content = FileContent.decode(value);
        if (content.isEmpty()) {
            messages.warning("table " + name + ": key " + key + ": " + FileContent.malformed(value));
        }
        return content;
    }

    private int list() throws CommandFailure {
        if (options.tables().isEmpty()) {
            return 1;
        }
        TableName name = tables.name(options.tables().get(0));
        if (name.type().equals("proxy")) {
            throw new CommandFailure("can't sequence maps via the proxy service");
        }
        LookupTable table = open(options.tables().get(0));
        if (name.type().equals("fail")) {
            throw new CommandFailure("table " + name + ": sequence error: Application error");
        }
        if (!(table instanceof EnumerableTable enumerable)) {
            throw new CommandFailure("table " + table.name() + ": sequence operation is not supported");
        }
        try {
            for (Map.Entry<String, String> entry : enumerable.entries()) {
                if (entry.getKey().isEmpty()) {
                    messages.warning("table " + name + ": empty lookup key value is not allowed");
                } else if (entry.getValue().isEmpty()) {
                    warnOfEmptyValue(name, entry.getKey());
                }
                Optional<String> value = options.fileContent()
                        ? content(name, entry.getKey(), entry.getValue())
                        : Optional.of(entry.getValue());
                value.ifPresent(text -> print(entry.getKey() + separator + text));
            }
        } catch (TableUnavailableException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
        return 0;
    }

    private int delete() throws CommandFailure {
        List<String> keys = options.key().equals("-") ? input() : List.of(options.key());
        boolean any = false;
        for (String text : options.tables()) {
            if (tables.name(text).type().equals("internal")) {
                continue; // an empty table that nobody else has
            }
            TableSource source = source(text);
            any |= source.delete(keys);
        }
        return any ? 0 : 1;
    }

    private int build() throws CommandFailure {
        for (String text : options.tables()) {
            if (options.mode() == TableOptions.Mode.ADD) {
                source(text).add(standardInput());
            } else {
                source(text).build();
            }
        }
        return 0;
    }

    private TableSource source(String text) throws CommandFailure {
        return new TableSource(tables.name(text), options, aliases, utf8, tables, messages, config);
    }

    /** The lines of standard input; each ends at its first null byte. */
    private List<String> input() throws CommandFailure {
        List<String> lines = new ArrayList<>();
        String text = standardInput();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            int nullByte = line.indexOf('\0');
            lines.add(nullByte < 0 ? line : line.substring(0, nullByte));
            at = end < 0 ? text.length() : end + 1;
        }
        return lines;
    }

    /** The headers and body lines of the message on standard input; each ends at its first null byte. */
    private List<String> messageLines() throws CommandFailure {
        String letters = options.message();
        List<String> lines = MessageLines.of(
                standardInput(),
                config,
                letters.indexOf('h') >= 0,
                letters.indexOf('b') >= 0,
                letters.indexOf('m') >= 0);
        lines.replaceAll(line -> line.indexOf('\0') < 0 ? line : line.substring(0, line.indexOf('\0')));
        return lines;
    }

    private String standardInput() throws CommandFailure {
        try {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new CommandFailure("read standard input: " + CommandMessages.reason(e));
        }
    }

    private void print(String line) {
        pending.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        if (pending.size() >= BUFFER) {
            byte[] bytes = pending.toByteArray();
            int whole = bytes.length / BUFFER * BUFFER;
            out.write(bytes, 0, whole);
            pending.reset();
            pending.write(bytes, whole, bytes.length - whole);
        }
    }

    /** Runs {@code postmap} or {@code postalias}. */
    static int run(
            String program,
            String letters,
            String usage,
            String[] args,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        try (CommandMessages messages = new CommandMessages(program, err)) {
            return run(program, letters, usage, args, in, out, err, messages);
        }
    }

    private static int run(
            String program,
            String letters,
            String usage,
            String[] args,
            InputStream in,
            PrintStream out,
            PrintStream err,
            CommandMessages messages) {
        try {
            String[] bytes = args.clone();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = new String(bytes[i].getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
            TableOptions options = TableOptions.parse(program, letters, usage, bytes, messages, err);
            int status = new TableCommand(options, program.equals("postalias"), in, out, messages).run();
            out.flush();
            return status;
        } catch (CommandFailure e) {
            out.flush();
            messages.fatal(String.valueOf(e.getMessage()));
            return e.exitCode();
        }
    }
}
