package org.postjames.table;

/**
 * How a table is opened. // dict.h
 *
 * @param foldKeys whether keys of tables with fixed keys are compared in lower case // DICT_FLAG_FOLD_FIX
 * @param utf8 whether keys and values are UTF-8 text, and are folded as such // DICT_FLAG_UTF8_ACTIVE
 * @param atOnce whether whoever asks ends when a table cannot be opened, as commands do; a server goes on without it // dict_allow_surrogate
 * @param duplicates what a text that is read as a table may do with a key that it has already
 * @param fileContent whether the values of a text are names of files, whose content is the answer, see {@link FileContent} // DICT_FLAG_SRC_RHS_IS_FILE
 */
public record TableFlags(boolean foldKeys, boolean utf8, boolean atOnce, Duplicates duplicates, boolean fileContent) {
    /** What becomes of a second entry with the same key. */
    public enum Duplicates {
        WARN,
        IGNORE,
        REPLACE
    }

    /** What a running server asks for. */
    static TableFlags folding(boolean foldKeys) {
        return new TableFlags(foldKeys, true, false, Duplicates.WARN, false);
    }

    TableFlags withoutFolding() {
        return new TableFlags(false, utf8, atOnce, duplicates, fileContent);
    }

    TableFlags withFileContent() {
        return new TableFlags(foldKeys, utf8, atOnce, duplicates, true);
    }

    /** A key as a table with fixed keys sees it. */
    public String fold(String key) {
        return !foldKeys ? key : utf8 ? Folding.lowerCase(key) : Folding.asciiLowerCase(key);
    }
}
