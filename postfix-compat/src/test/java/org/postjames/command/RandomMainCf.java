package org.postjames.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines and values for main.cf as no one would write them, most of them well-formed, made from one seed. */
final class RandomMainCf {
    private static final String LITERALS = "ab1,:/. -_%@";
    private static final String MUTATIONS = "${}()?:=<>! a";
    private static final List<String> NAMES = List.of(
            "leaf", "empty", "number", "spaced", "dollars", "relayhost", "myhostname", "nosuch", "compatibility_level");
    private static final List<String> OPERATORS = List.of(
            "==", "!=", "<", "<=", ">=", ">", "==level", "!=level", "<level", "<=level", ">=level", ">level", "=",
            "<>");
    private static final List<String> OPERANDS =
            List.of("1", "2", "10", "010", "3.6", "3.10", "3. 6", "+1", "-1", "a", "", "b c");
    private static final List<String> SPACES = List.of("", "", " ", "  ", "\t");

    private final Random random;

    RandomMainCf(long seed) {
        this.random = new Random(seed);
    }

    /** What {@code NAMES} mean. */
    static List<String> definitions() {
        return List.of(
                "compatibility_level = 3.6",
                "myhostname = mail.example.test",
                "mynetworks = 127.0.0.0/8",
                "relayhost = [gateway.example.test]:25",
                "leaf = leaf",
                "empty =",
                "number = 10",
                "spaced = a  b, c",
                "dollars = $$leaf ${leaf}$$");
    }

    /** A value with macros; one of six is spoiled by a change of one character. */
    String value() {
        StringBuilder text = new StringBuilder(text(0).strip());
        if (text.length() > 1 && random.nextInt(6) == 0) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, pick(MUTATIONS));
                default -> text.setCharAt(at, pick(MUTATIONS));
            }
        }
        return text.toString().strip();
    }

    private String text(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(depth == 0 ? 4 : 2); i >= 0; i--) {
            text.append(depth < 3 && random.nextInt(3) > 0 ? macro(depth + 1) : literal());
        }
        return text.toString();
    }

    private String literal() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            text.append(random.nextInt(12) == 0 ? "$$" : pick(LITERALS));
        }
        return text.toString();
    }

    private String macro(int depth) {
        String name = pick(NAMES);
        return switch (random.nextInt(10)) {
            case 0 -> "$" + name + pick(List.of("", " ", "/", "."));
            case 1 -> "$(" + name + ")";
            case 2 -> "${" + name + "}";
            case 3 -> "${" + name + "?" + text(depth) + "}";
            case 4 -> "${" + name + ":" + text(depth) + "}";
            case 5 -> "$(" + name + "?" + text(depth) + ")";
            case 6 -> "${" + space() + name + space() + "?" + space() + braced(depth) + space() + "}";
            case 7 ->
                "${" + name + space() + "?" + space() + braced(depth) + space() + ":" + space() + braced(depth)
                        + space() + "}";
            case 8 ->
                "${" + space() + operand(depth) + space() + pick(OPERATORS) + space() + operand(depth) + space() + "?"
                        + space() + braced(depth) + space()
                        + (random.nextBoolean() ? ":" + space() + braced(depth) : "")
                        + "}";
            default ->
                "${" + operand(depth) + pick(OPERATORS) + operand(depth) + (random.nextBoolean() ? ":x" : "") + "}";
        };
    }

    private String braced(int depth) {
        return "{" + space() + text(depth) + space() + "}";
    }

    private String operand(int depth) {
        return random.nextInt(3) == 0 && depth < 3 ? braced(depth) : "{" + space() + pick(OPERANDS) + space() + "}";
    }

    private String space() {
        return pick(SPACES);
    }

    /** Lines of a file: settings, some of them again, continued, between comments and blank lines; {@code broken} ones may not be settings at all. */
    List<String> lines(int count, boolean broken) {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            switch (random.nextInt(12)) {
                case 0 -> lines.add(space() + "#" + literal());
                case 1 -> lines.add(space());
                case 2, 3 -> lines.add(pick(List.of(" ", "\t", "   ")) + plain());
                case 4 ->
                    lines.add(
                            pick(List.of("mydestination", "relayhost", "own_name", "smtp_helo_name")) + " =" + plain());
                case 5 -> lines.add(broken ? plain().strip() : "# end");
                default -> lines.add("name_" + random.nextInt(count) + space() + "=" + space() + plain() + space());
            }
        }
        return lines;
    }

    private String plain() {
        return random.nextInt(4) == 0 ? literal() + " $own_name" : literal().replace("$", "s");
    }

    private char pick(String characters) {
        return characters.charAt(random.nextInt(characters.length()));
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
