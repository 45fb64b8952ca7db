package org.postjames.bounce;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.postjames.config.Parameter;
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
            List<String> text) {
        String from(PostfixConfig config) {
            boolean obsolete = config.get(HEADER_FROM_FORMAT).equals("obsolete");
            return from.orElse(
                    obsolete ? "MAILER-DAEMON (Mail Delivery System)" : "Mail Delivery System <MAILER-DAEMON>");
        }

        String subject(boolean postmasterCopy) {
            return postmasterCopy ? postmasterSubject.orElse(subject) : subject;
        }

        boolean isUsAscii() {
            return charset.equalsIgnoreCase("us-ascii");
        }

        /** Whether the text as it stands has other characters than ASCII's. */
        boolean isEightBit() {
            return text.stream().anyMatch(line -> line.chars().anyMatch(c -> c > 127));
        }
    }

    static final Parameter<String> HEADER_FROM_FORMAT = Parameter.text("header_from_format");

    private final Map<BounceTemplate, BounceTemplateText> loaded;
    private final Consumer<String> warnings;
    private final Map<BounceTemplate, Content> contents = new ConcurrentHashMap<>();

    private BounceTemplates(Map<BounceTemplate, BounceTemplateText> loaded, Consumer<String> warnings) {
        this.loaded = loaded;
        this.warnings = warnings;
    }

    /** The built-in templates. */
    public static BounceTemplates builtIn(Consumer<String> warnings) {
        return new BounceTemplates(Map.of(), warnings);
    }

    /**
     * The templates of a file, and the built-in ones for what it does not name.
     *
     * @param warnings told of faults, also later: of those in a template when that is first used
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
        return new BounceTemplates(loaded, warnings);
    }

    /** One template, read when it is first asked for: warnings about the others are no one's business. */
    public Content content(BounceTemplate kind) {
        return contents.computeIfAbsent(kind, this::read);
    }

    private Content read(BounceTemplate kind) {
        BounceTemplateText text = loaded.get(kind);
        return text == null
                ? kind.builtIn()
                : text.content(kind.builtIn(), kind.className(), warnings).orElseGet(kind::builtIn);
    }

    /** A template's text with parameters in the place of their names. */
    public List<String> expanded(BounceTemplate kind, PostfixConfig config) {
        Content content = content(kind);
        BounceTemplateNames names = new BounceTemplateNames(content.origin(), kind.className(), config, warnings);
        return content.text().stream().map(names::expand).toList();
    }

    /** What {@code postconf -t} shows: all templates in the form of a template file. */
    public String dump(PostfixConfig config) {
        StringBuilder out = new StringBuilder();
        for (BounceTemplate kind : BounceTemplate.values()) {
            Content content = content(kind);
            begin(out, kind.className() + "_template");
            line(out, "Charset: " + content.charset());
            line(out, "From: " + content.from(config));
            line(out, "Subject: " + content.subject());
            content.postmasterSubject().ifPresent(subject -> line(out, "Postmaster-Subject: " + subject));
            line(out, "");
            content.text().forEach(text -> line(out, text));
            line(out, "EOF");
        }
        return out.toString();
    }

    /** What {@code postconf -b} shows: all texts, expanded. */
    public String expand(PostfixConfig config) {
        StringBuilder out = new StringBuilder();
        for (BounceTemplate kind : BounceTemplate.values()) {
            begin(out, "expanded_" + kind.className() + "_text");
            expanded(kind, config).forEach(text -> line(out, text));
            line(out, "EOF");
        }
        return out.toString();
    }

    private static void begin(StringBuilder out, String name) {
        line(out, (out.isEmpty() ? "" : "\n") + name + " = <<EOF");
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append('\n');
    }
}
