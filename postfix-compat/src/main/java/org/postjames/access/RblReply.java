package org.postjames.access;

import java.util.Map;

/** The text of {@code default_rbl_reply}, with its {@code $rbl_…} names filled in. It is a raw parameter: nothing is expanded when it is read. */
final class RblReply {
    private RblReply() {}

    /** {@code $name}, {@code ${name}}, {@code ${name?text}} and {@code ${name?{text}}}. */
    static String expand(String template, Map<String, String> names) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i);
            if (c != '$' || i + 1 == template.length()) {
                out.append(c);
                i++;
            } else if (template.charAt(i + 1) == '{') {
                int end = closing(template, i + 1);
                out.append(braced(template.substring(i + 2, end), names));
                i = end + 1;
            } else {
                int end = i + 1;
                while (end < template.length() && isName(template.charAt(end))) {
                    end++;
                }
                out.append(names.getOrDefault(template.substring(i + 1, end), ""));
                i = end;
            }
        }
        return out.toString();
    }

    /** {@code 554 5.7.1 text} or {@code 554 text}. */
    static SmtpReply parse(String text, int defaultCode) {
        int space = text.indexOf(' ');
        String code = space < 0 ? "" : text.substring(0, space);
        boolean valid = code.length() == 3 && code.chars().allMatch(c -> c >= '0' && c <= '9');
        DsnText rest = DsnText.of(
                valid && code.charAt(0) == '4' ? "4.7.1" : "5.7.1", valid ? text.substring(space + 1) : text);
        return new SmtpReply(valid ? Integer.parseInt(code) : defaultCode, rest.dsn(), rest.text());
    }

    private static String braced(String body, Map<String, String> names) {
        int mark = 0;
        while (mark < body.length() && isName(body.charAt(mark))) {
            mark++;
        }
        String value = names.getOrDefault(body.substring(0, mark), "");
        if (mark == body.length()) {
            return value;
        }
        String text = body.substring(mark + 1);
        String bare = text.strip();
        if (bare.startsWith("{") && bare.endsWith("}")) {
            text = bare.substring(1, bare.length() - 1);
        }
        boolean wanted = (body.charAt(mark) == '?') != value.isEmpty();
        return wanted ? expand(text, names) : "";
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length() - 1;
    }

    private static boolean isName(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
