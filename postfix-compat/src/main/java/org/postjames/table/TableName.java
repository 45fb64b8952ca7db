package org.postjames.table;

/** {@code type:name}, as a table is named in main.cf: {@code hash:/etc/aliases}, {@code inline:{a=b}}. A name without type gets {@code $default_database_type}. */
public record TableName(String type, String name) {
    /** Splits at the first colon. */
    public static TableName of(String text, String defaultType) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new TableName(defaultType, text)
                : new TableName(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }

    // written out: Java spins the generated ones at run time, which costs a command several milliseconds
    @Override
    public boolean equals(Object other) {
        return other instanceof TableName table && type.equals(table.type) && name.equals(table.name);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + name.hashCode();
    }
}
