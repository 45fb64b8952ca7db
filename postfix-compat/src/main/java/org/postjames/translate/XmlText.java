package org.postjames.translate;

import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Origin;

/**
 * An XML file that is written from top to bottom. Each element that says something stands behind a comment that names the line of main.cf or master.cf
 * behind it, or why there is none; only elements that repeat their neighbour's name share a comment.
 */
final class XmlText {
    private final PostfixConfig config;
    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private int depth;
    private boolean commented;
    private String explained = "";

    XmlText(PostfixConfig config) {
        this.config = config;
    }

    /** A comment: where the parameter is set. */
    XmlText from(String parameter) {
        String origin = config.origin(parameter).map(Origin::toString).orElse("default");
        return comment(
                origin + ": " + parameter + " = " + config.unexpanded(parameter).orElse(""));
    }

    /** A comment: the service's line. */
    XmlText from(MasterService service) {
        return comment(
                service.origin() + ": " + String.join(" ", service.entry().fields()));
    }

    /** A comment: James wants an element for which Postfix has no setting. */
    XmlText fixed(String reason) {
        return comment("no setting of Postfix: " + reason);
    }

    XmlText comment(String text) {
        // two hyphens end a comment, and XML has no character for most control characters
        indent().append("<!-- ")
                .append(plain(text.replaceAll("-(?=-|$)", "- ")))
                .append(" -->\n");
        commented = true;
        return this;
    }

    private void explained(String element) {
        if (!commented && !element.equals(explained)) {
            throw new IllegalStateException("nobody says where <" + element + "> comes from");
        }
        commented = false;
        explained = element;
    }

    /** @param attributes {@code name="value"} texts, escaped already */
    XmlText open(String element, String... attributes) {
        if (attributes.length > 0 && depth > 0) {
            explained(element);
        }
        indent().append('<').append(element);
        for (String attribute : attributes) {
            out.append(' ').append(attribute);
        }
        out.append(">\n");
        explained = "";
        depth++;
        return this;
    }

    XmlText close(String element) {
        depth--;
        commented = false;
        explained = "";
        indent().append("</").append(element).append(">\n");
        return this;
    }

    XmlText element(String element, Object value, String... attributes) {
        explained(element);
        indent().append('<').append(element);
        for (String attribute : attributes) {
            out.append(' ').append(attribute);
        }
        out.append('>')
                .append(escape(value.toString()))
                .append("</")
                .append(element)
                .append(">\n");
        return this;
    }

    XmlText empty(String element, String... attributes) {
        explained(element);
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
        return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String plain(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?");
    }

    private StringBuilder indent() {
        return out.append("  ".repeat(depth));
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
