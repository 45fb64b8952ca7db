package org.postjames.table;

import org.postjames.config.ValueSyntax;

/** Rules that stand in the name of a table, each of them a line: {@code regexp:{{/pattern/ result}, {/other/ result}}}. // dict_stream.c */
final class InlineRules {
    private InlineRules() {}

    static boolean areIn(TableName name) {
        return name.name().startsWith("{");
    }

    /** @throws TableUnavailableException with Postfix's words if the braces are wrong */
    static String text(TableName name) throws TableUnavailableException {
        StringBuilder lines = new StringBuilder();
        for (String rule : ValueSyntax.list(inside(name, name.name()))) {
            lines.append(TextLines.trim(inside(name, rule))).append('\n');
        }
        return lines.toString();
    }

    private static String inside(TableName name, String text) throws TableUnavailableException {
        if (!text.startsWith("{")) {
            throw wrong(name, "no '{' at start of text", text);
        }
        int close = Braces.closing(text, 0);
        if (close < 0) {
            throw wrong(name, "missing '}'", text);
        }
        if (close != text.length() - 1) {
            throw wrong(name, "syntax error after '}'", text);
        }
        return text.substring(1, close);
    }

    private static TableUnavailableException wrong(TableName name, String what, String text) {
        return new TableUnavailableException(name.type() + " map: " + what + " in \"" + text + "\"");
    }
}
