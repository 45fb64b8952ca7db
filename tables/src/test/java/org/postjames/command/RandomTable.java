package org.postjames.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines of tables and keys to ask for, most of them well-formed, made from one seed. Strings hold bytes. */
final class RandomTable {
    private static final List<String> WORDS = List.of(
            "a",
            "b",
            "C",
            "ab",
            "Abc",
            "user",
            "User+Ext",
            "x.y",
            "\"a b\"",
            "\"c\\\"d\"",
            "e\\ f",
            "@example.org",
            "user@Example.org",
            "example.org",
            ".example.org",
            "192.0.2.1",
            "[192.0.2.1]",
            "*",
            "$1",
            "a=b",
            "-",
            "\u00c3\u00a9",
            "\u00c3\u0089x",
            "\u00e9",
            "\u00c3\u009f",
            "\u00e2\u0084\u00aa",
            "k",
            "K",
            "\"",
            "a\"b",
            "a:",
            ":",
            "#x",
            "<>");
    private static final List<String> SPACES = List.of(" ", " ", " ", "\t", "  ", " \t ", "\f", "\u000b", "\r");
    private static final List<String> ENDS =
            List.of("\n", "\n", "\n", "\n", "\n", "\n", "\r\n", " \n", "\n\n", "\n \n");
    private static final String EXPRESSION = "abAB01.@-_ ";
    private static final List<String> CLASSES = List.of(
            "[ab]",
            "[^ab]",
            "[[:alpha:]]",
            "[[:digit:]]+",
            "[[:upper:]]",
            "[a-c0-1]",
            "[]a]",
            "[^]a]",
            "[[:space:]]",
            "[.-]",
            "[[:foo:]]",
            "[b-a]",
            "[a");
    private static final List<String> QUANTIFIERS =
            List.of("*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "{,2}", "{3,1}", "{x}", "**", "+?");
    private static final List<String> ESCAPES = List.of(
            "\\.", "\\/", "\\@", "\\w", "\\W", "\\b", "\\<", "\\>", "\\1", "\\2", "\\d", "\\s", "\\$", "\\^", "\\\\",
            "\\(", "\\n");
    private static final List<String> PERL = List.of(
            "(?=a)",
            "(?!b)",
            "(?<=a)",
            "(?<!b)",
            "(?i)",
            "(?#x)",
            "\\Qa.\\E",
            "\\x41",
            "\\h",
            "\\K",
            "\\R",
            "\\A",
            "\\z");

    private final Random random;
    private int open;

    RandomTable(long seed) {
        this.random = new Random(seed);
    }

    String text(String type, int lines) {
        open = 0;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            String line =
                    switch (random.nextInt(25)) {
                        case 0 -> "# " + word();
                        case 1 -> space() + line(type);
                        default -> line(type);
                    };
            text.append(spoiled(line)).append(pick(ENDS));
        }
        return random.nextInt(4) == 0 ? text.toString().strip() : text.toString();
    }

    private String line(String type) {
        return switch (type) {
            case "cidr" -> condition() ? block(not() + network()) : not() + network() + value();
            case "regexp", "pcre" -> condition() ? block(pattern(type)) : pattern(type) + value();
            default -> type.equals("alias") ? word() + ":" + value() : key() + value();
        };
    }

    List<String> keys(String type, String table, int count) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key =
                    switch (type) {
                        case "cidr" -> random.nextInt(12) == 0 ? word() : address();
                        case "regexp", "pcre" -> subject();
                        default -> key();
                    };
            keys.add(random.nextInt(6) == 0 ? changedCase(key) : key);
        }
        return keys;
    }

    private boolean condition() {
        return random.nextInt(12) == 0;
    }

    /** The beginning or the end of a block, now and then of one that is not there. */
    private String block(String condition) {
        boolean begins = open == 0 ? random.nextInt(10) > 0 : random.nextInt(3) == 0;
        open += begins ? 1 : open > 0 ? -1 : 0;
        String rest = random.nextInt(8) == 0 ? " " + word() : "";
        return (begins
                        ? pick(List.of("if ", "if ", "IF\t", "if")) + condition
                        : pick(List.of("endif", "ENDIF", "endif ")))
                + rest;
    }

    private String not() {
        return random.nextInt(10) == 0 ? pick(List.of("!", "! ", "!!")) : "";
    }

    private String network() {
        String address = address();
        boolean six = address.indexOf(':') >= 0;
        int bits = six ? random.nextInt(130) : random.nextInt(34);
        String mask = random.nextInt(3) == 0 ? "" : "/" + (random.nextInt(30) == 0 ? "x" : bits);
        if (random.nextInt(3) > 0 && !mask.isEmpty()) {
            address = six ? "2001:db8::" : bits <= 8 ? "192.0.0.0" : "192.0.2.0";
            mask = six
                    ? "/" + (32 + random.nextInt(97))
                    : "/" + (bits <= 8 ? 2 + random.nextInt(7) : 23 + random.nextInt(10));
        }
        return switch (random.nextInt(12)) {
            case 0 -> "[" + address + "]" + mask;
            case 1 -> "[" + address + mask + "]";
            case 2 -> "[" + address + mask;
            default -> address + mask;
        };
    }

    private String address() {
        return switch (random.nextInt(8)) {
            case 0 -> "2001:db8::" + Integer.toHexString(random.nextInt(20));
            case 1 -> "2001:DB8:0:" + random.nextInt(3) + "::" + random.nextInt(3);
            case 2 -> "::ffff:192.0.2." + random.nextInt(6);
            case 3 -> "192." + random.nextInt(3) + "." + random.nextInt(4) + "." + random.nextInt(300);
            case 4 ->
                pick(List.of(
                        "1.2.3", "1.2.3.4.5", "01.2.3.4", ":::", "::", "1::2::3", "fe80::1%lo", "192.0.2", "0.0.0.0"));
            default -> "192.0.2." + random.nextInt(256);
        };
    }

    private String pattern(String type) {
        String delimiter = random.nextInt(8) == 0 ? pick(List.of("!", "#", "%", "(", "{", "\"", "a", "|", " ")) : "/";
        String flags = random.nextInt(4) == 0
                ? pick(
                        type.equals("regexp")
                                ? List.of("i", "x", "m", "im", "q", "ii", "X")
                                : List.of("i", "s", "x", "A", "E", "U", "m", "X", "isx", "q"))
                : "";
        String pattern = not() + delimiter + expression(type, 0) + (random.nextInt(30) == 0 ? "" : delimiter) + flags;
        return type.equals("regexp") && random.nextInt(8) == 0 ? pattern + "!/" + expression(type, 1) + "/" : pattern;
    }

    private String expression(String type, int depth) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "^" : "");
        for (int i = random.nextInt(depth == 0 ? 5 : 3); i >= 0; i--) {
            text.append(
                    switch (random.nextInt(12)) {
                        case 0 -> pick(CLASSES);
                        case 1 -> type.equals("pcre") && random.nextBoolean() ? pick(PERL) : pick(ESCAPES);
                        case 2, 3 -> depth < 3 ? "(" + expression(type, depth + 1) + ")" : "b";
                        case 4 -> depth < 3 ? expression(type, depth + 1) + "|" + expression(type, depth + 1) : "a";
                        case 5 -> ".";
                        default -> letter();
                    });
            text.append(random.nextInt(4) == 0 ? pick(QUANTIFIERS) : "");
        }
        return text.append(random.nextInt(3) == 0 ? "$" : "").toString();
    }

    private String subject() {
        StringBuilder key = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            key.append(letter());
        }
        return random.nextInt(20) == 0 ? word() : key.toString();
    }

    private String letter() {
        return String.valueOf(EXPRESSION.charAt(random.nextInt(EXPRESSION.length())));
    }

    private String key() {
        return random.nextInt(3) == 0 ? word() : "k" + random.nextInt(1500) + (random.nextInt(5) == 0 ? word() : "");
    }

    private String value() {
        if (random.nextInt(30) == 0) {
            return "";
        }
        StringBuilder value = new StringBuilder(space());
        for (int i = random.nextInt(3); i >= 0; i--) {
            value.append(
                            switch (random.nextInt(10)) {
                                case 0 -> word();
                                case 1, 2, 3 -> pick(List.of("$1", "$2", "${1}", "$(2)", "$$", "$1$2", "${1}x", "x$1"));
                                case 4 ->
                                    random.nextInt(4) == 0
                                            ? pick(List.of(
                                                    "$",
                                                    "$0",
                                                    "${0}",
                                                    "$9",
                                                    "${1",
                                                    "$(a)",
                                                    "$x",
                                                    "${}",
                                                    "$-",
                                                    "$ 1",
                                                    "$99999999999"))
                                            : "y";
                                default -> "v" + random.nextInt(100);
                            })
                    .append(random.nextInt(3) == 0 ? space() : "");
        }
        return value.toString();
    }

    private String spoiled(String line) {
        if (line.isEmpty() || random.nextInt(40) > 0) {
            return line;
        }
        int at = random.nextInt(line.length());
        return switch (random.nextInt(4)) {
            case 0 -> line.substring(0, at) + line.substring(at + 1);
            case 1 -> line.substring(0, at + 1) + "\0" + line.substring(at + 1);
            case 2 -> line.substring(0, at) + (char) (128 + random.nextInt(128)) + line.substring(at);
            default ->
                line.substring(0, at)
                        + pick(List.of("/", "!", "\\", "\"", "$", "(", ")", "[", "]", ":"))
                        + line.substring(at);
        };
    }

    private static String changedCase(String key) {
        StringBuilder out = new StringBuilder(key);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            out.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - 32) : c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return out.toString();
    }

    private String word() {
        return pick(WORDS);
    }

    private String space() {
        return pick(SPACES);
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
