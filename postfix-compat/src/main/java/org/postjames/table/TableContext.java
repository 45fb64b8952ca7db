package org.postjames.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a table may ask of whoever opens it.
 *
 * @param tables opens the members of a combined table
 * @param warnings takes what is wrong with the table's text, in Postfix's words without {@code warning: }
 * @param failures takes what ends a program of Postfix; a command says it itself when it ends
 * @param parameters the value of a main.cf parameter of any name
 * @param flags how the table is opened
 * @param resultSubstitution whether {@code $1} in a result is replaced; transport tables forbid it // DICT_FLAG_NO_REGSUB
 */
public record TableContext(
        Opener tables,
        Consumer<String> warnings,
        Consumer<String> failures,
        Function<String, Optional<String>> parameters,
        TableFlags flags,
        boolean resultSubstitution) {
    /** As a running server opens tables. */
    public TableContext(
            Opener tables,
            Consumer<String> warnings,
            Consumer<String> failures,
            Function<String, Optional<String>> parameters,
            boolean foldKeys,
            boolean resultSubstitution) {
        this(tables, warnings, failures, parameters, TableFlags.folding(foldKeys), resultSubstitution);
    }

    /** Opens another table. */
    public interface Opener {
        LookupTable open(TableName name);

        /** The list of strings in a setting of the table with this name. */
        StringList list(String name, String value);

        /** The compiled file of an indexed table, when a driver can read it and the file exists. */
        Optional<LookupTable> compiled(TableName name, Path file);
    }

    /** What a table throws where Postfix's program would end. */
    public TableUnavailableException fatal(String text, @Nullable Throwable cause) {
        failures.accept(text);
        return TableUnavailableException.fatal(text, cause);
    }

    /**
     * A value of a text: itself, or what is in the files that it names.
     *
     * @throws IOException with Postfix's words for what keeps them from being read
     */
    String value(String text) throws IOException {
        return flags.fileContent() ? FileContent.encode(text) : text;
    }

    /** A key as a table with fixed keys sees it. */
    public String fold(String key) {
        return flags.fold(key);
    }
}
