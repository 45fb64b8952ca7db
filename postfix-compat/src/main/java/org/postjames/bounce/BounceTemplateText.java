package org.postjames.bounce;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One template of a file, before its headers are told from its text. // bounce_template.c: bounce_template_parse_buffer() */
record BounceTemplateText(String origin, String buffer) {
    private static final String IGNORED = " -- ignoring this template";

    /** Nothing, after a warning, if the template cannot be used. */
    Optional<BounceTemplates.Content> content(
            BounceTemplates.Content prototype, String className, Consumer<String> warnings) {
        List<String> lines = List.of(buffer.split("\n", -1));
        String charset = prototype.charset();
        Optional<String> from = Optional.empty();
        String subject = prototype.subject();
        Optional<String> postmasterSubject = prototype.postmasterSubject();
        int at = 0;
        for (; at < lines.size(); at++) {
            int length = labelLength(lines.get(at));
            if (length == 0) {
                break;
            }
            String label = lines.get(at).substring(0, length);
            String value = value(lines.get(at), length);
            String known = label.toLowerCase(Locale.ROOT);
            String problem = problem(known, value, postmasterSubject.isPresent());
            if (!problem.isEmpty()) {
                warnings.accept(origin + ": " + problem.replace("LABEL", "\"" + label + "\"") + " in " + className
                        + " template" + IGNORED);
                return Optional.empty();
            }
            switch (known) {
                case "charset" -> charset = value;
                case "from" -> from = Optional.of(value);
                case "subject" -> subject = value;
                default -> postmasterSubject = Optional.of(value);
            }
        }
        while (at < lines.size() && lines.get(at).isBlank()) {
            at++;
        }
        if (at == lines.size()) {
            warnings.accept(origin + ": missing message text in " + className + " template" + IGNORED);
            return Optional.empty();
        }
        BounceTemplates.Content content = new BounceTemplates.Content(
                origin, charset, from, subject, postmasterSubject, lines.subList(at, lines.size()));
        if (content.isUsAscii() && content.isEightBit()) {
            warnings.accept(origin + ": 8-bit message text in " + className + " template");
            warnings.accept("please specify a charset value other than us-ascii");
            warnings.accept("-- ignoring this template for now");
            return Optional.empty();
        }
        return Optional.of(content);
    }

    private static String problem(String known, String value, boolean postmasterCopies) {
        if (value.isEmpty()) {
            return "empty LABEL header value";
        }
        if (!isAscii(value)) {
            return "non-ASCII LABEL header value";
        }
        return switch (known) {
            case "charset", "from", "subject" -> "";
            case "postmaster-subject" -> postmasterCopies ? "" : "inapplicable LABEL header label";
            default -> "unknown LABEL header label";
        };
    }

    /** The length of a header's name before its colon, or 0. // is_header(3) */
    private static int labelLength(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) > ' ' && line.charAt(end) < 127 && line.charAt(end) != ':') {
            end++;
        }
        int colon = end;
        while (colon < line.length() && (line.charAt(colon) == ' ' || line.charAt(colon) == '\t')) {
            colon++;
        }
        return colon < line.length() && line.charAt(colon) == ':' ? end : 0;
    }

    private static String value(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ':' || Character.isWhitespace(line.charAt(at)))) {
            at++;
        }
        return line.substring(at);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
