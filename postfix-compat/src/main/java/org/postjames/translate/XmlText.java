package org.postjames.translate;

import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Origin;

/** An XML file that is written from top to bottom, each element after a comment that names the main.cf line behind it. */
final class XmlText {
    private final PostfixConfig config;
    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private int depth;

    XmlText(PostfixConfig config) {
        this.config = config;
    }

    /** A comment: where the parameter is set. */
    XmlText from(String parameter) {
        String origin = config.origin(parameter).map(Origin::toString).orElse("default");
        return comment(
                origin + ": " + parameter + " = " + config.unexpanded(parameter).orElse(""));
    }

    XmlText comment(String text) {
        // two hyphens end a comment
        indent().append("<!-- ").append(text.replace("--", "- -")).append(" -->\n");
        return this;
    }

    /** @param attributes {@code name="value"} texts, escaped already */
    XmlText open(String element, String... attributes) {
        indent().append('<').append(element);
        for (String attribute : attributes) {
            out.append(' ').append(attribute);
        }
        out.append(">\n");
        depth++;
        return this;
    }

    XmlText close(String element) {
        depth--;
        indent().append("</").append(element).append(">\n");
        return this;
    }

    XmlText element(String element, Object value) {
        indent().append('<')
                .append(element)
                .append('>')
                .append(escape(value.toString()))
                .append("</")
                .append(element)
                .append(">\n");
        return this;
    }

    XmlText empty(String element, String... attributes) {
        indent().append('<').append(element);
        for (String attribute : attributes) {
            out.append(' ').append(attribute);
        }
        out.append("/>\n");
        return this;
    }

    static String attribute(String name, String value) {
        return name + "=\"" + escape(value).replace("\"", "&quot;") + "\"";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private StringBuilder indent() {
        return out.append("  ".repeat(depth));
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
