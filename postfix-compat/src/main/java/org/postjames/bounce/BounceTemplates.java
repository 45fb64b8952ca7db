package org.postjames.bounce;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.config.PostfixConfig;

/**
 * The texts of the four kinds of notices: the built-in ones, or those of a template file. // bounce(5), bounce_template.c
 *
 * <p>Texts are strings of bytes. A template that cannot be used is replaced by the built-in one, with a warning; what cannot be expanded is an
 * {@code IllegalArgumentException} with Postfix's words.
 */
public final class BounceTemplates {
    /**
     * One template.
     *
     * @param origin the file, for messages
     * @param from what the file says; without it {@code header_from_format} decides
     * @param postmasterSubject nothing for a kind of which postmaster gets no copies
     * @param text unexpanded lines
     */
    public record Content(
            String origin,
            String charset,
            Optional<String> from,
            String subject,
            Optional<String> postmasterSubject,
            List<String> text) {}

    private static final String STANDARD_FROM = "Mail Delivery System <MAILER-DAEMON>";
    private static final String OBSOLETE_FROM = "MAILER-DAEMON (Mail Delivery System)";

    static final BounceTemplates BUILT_IN = new BounceTemplates(Map.of());

    private final Map<BounceTemplate, BounceTemplateText> loaded;

    private BounceTemplates(Map<BounceTemplate, BounceTemplateText> loaded) {
        this.loaded = loaded;
    }

    /** The built-in templates. */
    public static BounceTemplates builtIn() {
        return BUILT_IN;
    }

    /**
     * The templates of a file, and the built-in ones for what it does not name.
     *
     * @throws IllegalArgumentException with Postfix's words if this is no template file
     */
    public static BounceTemplates parse(String file, String content, Consumer<String> warnings) {
        Map<BounceTemplate, BounceTemplateText> loaded = new EnumMap<>(BounceTemplate.class);
        new BounceTemplateReader(file, content, warnings).read((name, text) -> {
            for (BounceTemplate kind : BounceTemplate.values()) {
                if (name.equals(kind.className() + "_template")) {
                    loaded.put(kind, new BounceTemplateText(file, text));
                    return true;
                }
            }
            return false;
        });
        return new BounceTemplates(loaded);
    }

    /** One template, read when it is asked for: warnings about the others are no one's business. */
    public Content content(BounceTemplate kind, Consumer<String> warnings) {
        BounceTemplateText text = loaded.get(kind);
        return text == null
                ? kind.builtIn()
                : text.content(kind.builtIn(), kind.className(), warnings).orElseGet(kind::builtIn);
    }

    /** A template's text with parameters in the place of their names. */
    public List<String> expanded(BounceTemplate kind, PostfixConfig config, Consumer<String> warnings) {
        Content content = content(kind, warnings);
        BounceTemplateNames names = new BounceTemplateNames(content.origin(), kind.className(), config, warnings);
        return content.text().stream().map(names::expand).toList();
    }

    /** What {@code postconf -t} shows: all templates in the form of a template file. */
    public String dump(PostfixConfig config, Consumer<String> warnings) {
        StringBuilder out = new StringBuilder();
        for (BounceTemplate kind : BounceTemplate.values()) {
            Content content = content(kind, warnings);
            begin(out, kind.className() + "_template");
            line(out, "Charset: " + content.charset());
            line(out, "From: " + content.from().orElseGet(() -> from(config)));
            line(out, "Subject: " + content.subject());
            content.postmasterSubject().ifPresent(subject -> line(out, "Postmaster-Subject: " + subject));
            line(out, "");
            content.text().forEach(text -> line(out, text));
            line(out, "EOF");
        }
        return out.toString();
    }

    /** What {@code postconf -b} shows: all texts, expanded. */
    public String expand(PostfixConfig config, Consumer<String> warnings) {
        StringBuilder out = new StringBuilder();
        for (BounceTemplate kind : BounceTemplate.values()) {
            begin(out, "expanded_" + kind.className() + "_text");
            expanded(kind, config, warnings).forEach(text -> line(out, text));
            line(out, "EOF");
        }
        return out.toString();
    }

    private static String from(PostfixConfig config) {
        return config.value("header_from_format").orElse("standard").equals("obsolete") ? OBSOLETE_FROM : STANDARD_FROM;
    }

    private static void begin(StringBuilder out, String name) {
        line(out, (out.isEmpty() ? "" : "\n") + name + " = <<EOF");
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append('\n');
    }
}
