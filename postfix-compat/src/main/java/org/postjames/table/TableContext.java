package org.postjames.table;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a table may ask of whoever opens it.
 *
 * @param tables opens the members of a combined table
 * @param warnings takes what is wrong with the table's text, in Postfix's words without {@code warning: }
 * @param foldKeys whether keys of tables with fixed keys are compared in lower case // DICT_FLAG_FOLD_FIX
 * @param resultSubstitution whether {@code $1} in a result is replaced; transport tables forbid it // DICT_FLAG_NO_REGSUB
 */
public record TableContext(Opener tables, Consumer<String> warnings, boolean foldKeys, boolean resultSubstitution) {
    /** Opens another table. */
    public interface Opener {
        LookupTable open(TableName name);

        /** The compiled file of an indexed table, when a driver can read it and the file exists. */
        Optional<LookupTable> compiled(TableName name, Path file);
    }

    /** A key as a table with fixed keys sees it. */
    public String fold(String key) {
        return foldKeys ? Folding.lowerCase(key) : key;
    }
}
