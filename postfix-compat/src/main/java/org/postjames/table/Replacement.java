package org.postjames.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/** The result of a pattern rule: text with {@code $1}, {@code ${1}}, {@code $(1)}; {@code $$} is a dollar. // mac_parse.c */
record Replacement(List<String> literals, List<Integer> groups) {
    /** The text after a dollar is no number. */
    static final class NotANumberException extends Exception {
        private static final long serialVersionUID = 1L;

        NotANumberException(String text) {
            super(text);
        }
    }

    /** {@code literals} has one element more than {@code groups}. */
    static Replacement parse(String text) throws NotANumberException {
        List<String> literals = new ArrayList<>();
        List<Integer> groups = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '$' || at == text.length()) {
                literal.append(c);
                continue;
            }
            char next = text.charAt(at);
            if (next == '$') {
                literal.append('$');
                at++;
                continue;
            }
            int start = next == '{' || next == '(' ? at + 1 : at;
            int end = start;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                end++;
            }
            String number = text.substring(start, end);
            if (number.isEmpty() || number.length() > 5 || !number.chars().allMatch(d -> d >= '0' && d <= '9')) {
                throw new NotANumberException(number);
            }
            literals.add(literal.toString());
            literal.setLength(0);
            groups.add(Integer.parseInt(number));
            at = start > at ? end + 1 : end;
        }
        literals.add(literal.toString());
        return new Replacement(List.copyOf(literals), List.copyOf(groups));
    }

    int highestGroup() {
        return groups.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    String expand(Matcher found) {
        if (groups.isEmpty()) {
            return literals.get(0);
        }
        StringBuilder out = new StringBuilder(literals.get(0));
        for (int i = 0; i < groups.size(); i++) {
            String group = found.group(groups.get(i));
            out.append(group == null ? "" : group).append(literals.get(i + 1));
        }
        return out.toString();
    }
}
