package org.postjames.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The result of a pattern rule: text with {@code $1}, {@code ${1}}, {@code $(1)}; {@code $$} is a dollar. // mac_parse.c */
record Replacement(List<String> literals, List<Integer> groups) {
    /** What was read so far; {@code literals} has one element more than {@code groups}. */
    private static final class Reader {
        final String text;
        final Consumer<String> syntax;
        final Consumer<String> problems;
        final String range;
        final List<String> literals = new ArrayList<>();
        final List<Integer> groups = new ArrayList<>();
        final StringBuilder literal = new StringBuilder();
        boolean isGood = true;
        int at;

        Reader(String text, boolean posix, Consumer<String> syntax, Consumer<String> problems) {
            this.text = text;
            this.syntax = syntax;
            this.problems = problems;
            this.range = posix ? "out-of-range" : "out of range";
        }

        /** @return false if the text cannot be read on */
        boolean group() {
            char open = at < text.length() ? text.charAt(at) : ' ';
            int start = open == '{' || open == '(' ? at + 1 : at;
            int end = start > at ? closing(open, start) : wordEnd();
            if (end < 0) {
                syntax.accept("truncated macro reference: \"" + text + "\"");
                return false;
            }
            if (start > at && !isGood) {
                return false; // mac_parse() ends at a brace after a problem
            }
            String name = text.substring(start, end);
            if (name.isEmpty()) {
                syntax.accept("empty macro name: \"" + text + "\"");
                return false;
            }
            at = start > at ? end + 1 : end;
            number(name);
            return true;
        }

        private int wordEnd() {
            int end = at;
            while (end < text.length() && (TextLines.isAlphanumeric(text.charAt(end)) || text.charAt(end) == '_')) {
                end++;
            }
            return end;
        }

        private int closing(char open, int start) {
            char close = open == '{' ? '}' : ')';
            int depth = 1;
            for (int i = start; i < text.length(); i++) {
                char c = text.charAt(i);
                depth += c == open ? 1 : c == close ? -1 : 0;
                if (depth == 0) {
                    return i;
                }
            }
            return -1;
        }

        private void number(String name) {
            if (!name.chars().allMatch(d -> d >= '0' && d <= '9')) {
                problems.accept("non-numeric replacement index \"" + name + "\"");
                isGood = false;
                return;
            }
            int number = (int) (name.length() > 18 ? Long.MAX_VALUE : Long.parseLong(name)); // as atoi(3) cuts it
            if (number == 0) {
                problems.accept(range + " replacement index \"" + name + "\"");
                isGood = false;
                return;
            }
            literals.add(literal.toString());
            literal.setLength(0);
            groups.add(number);
        }
    }

    /**
     * @param syntax takes what is wrong with the text
     * @param problems takes what is wrong with a number in it
     */
    static Optional<Replacement> parse(String text, boolean posix, Consumer<String> syntax, Consumer<String> problems) {
        Reader reader = new Reader(text, posix, syntax, problems);
        while (reader.at < text.length()) {
            char c = text.charAt(reader.at++);
            if (c != '$') {
                reader.literal.append(c);
            } else if (reader.at < text.length() && text.charAt(reader.at) == '$') {
                reader.literal.append(c);
                reader.at++;
            } else if (!reader.group()) {
                return Optional.empty();
            }
        }
        reader.literals.add(reader.literal.toString());
        return reader.isGood
                ? Optional.of(new Replacement(List.copyOf(reader.literals), List.copyOf(reader.groups)))
                : Optional.empty();
    }

    /** The highest number; one that does not fit counts as higher than any. */
    int highestGroup() {
        int highest = 0;
        for (int group : groups) {
            highest = Integer.compareUnsigned(group, highest) > 0 ? group : highest;
        }
        return highest;
    }

    /** @param found where each group begins and ends */
    String expand(String key, int[] found) {
        if (groups.isEmpty()) {
            return literals.get(0);
        }
        StringBuilder out = new StringBuilder(literals.get(0));
        for (int i = 0; i < groups.size(); i++) {
            int start = found[2 * groups.get(i)];
            out.append(start < 0 ? "" : key.substring(start, found[2 * groups.get(i) + 1]))
                    .append(literals.get(i + 1));
        }
        return out.toString();
    }
}
