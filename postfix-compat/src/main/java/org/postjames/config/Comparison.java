package org.postjames.config;

/** {@code {left} operator {right}} in a conditional: {@code == != < <= >= >} and their {@code level} forms. // mac_expand(3), compat_level(3) */
final class Comparison {
    private static final int MINOR_LIMIT = 0x3ff;
    private static final long MAJOR_LIMIT = Long.MAX_VALUE >> 20;

    private Comparison() {}

    static boolean isOperator(String operator) {
        return switch (operator) {
            case "==", "!=", "<", "<=", ">=", ">" -> true;
            default -> false;
        };
    }

    static boolean holds(String left, String operator, String right) {
        String plain = operator.endsWith("level") ? operator.substring(0, operator.length() - 5) : operator;
        int order = plain.equals(operator) ? compare(left, right) : Long.compare(level(left), level(right));
        return switch (plain) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static int compare(String left, String right) {
        return allDigits(left) && allDigits(right) ? Long.compare(number(left), number(right)) : left.compareTo(right);
    }

    private static boolean allDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("mac_exp_eval: bad conversion: " + text, e);
        }
    }

    /** A compatibility level {@code major[.minor[.patch]]} as a number that sorts as the levels do. */
    static long level(String text) {
        String[] parts = text.split("\\.", -1);
        long level = 0;
        for (int i = 0; i < 3; i++) {
            long part = i < parts.length ? levelPart(text, parts[i], i == 0 ? MAJOR_LIMIT : MINOR_LIMIT) : 0;
            level = level << 10 | part;
        }
        if (parts.length > 3) {
            throw malformed(text);
        }
        return level;
    }

    /** A number as strtol(3) reads it: white space and a sign may come first. */
    private static long levelPart(String text, String part, long limit) {
        int start = 0;
        while (start < part.length() && LogicalLines.isSpace(part.charAt(start))) {
            start++;
        }
        boolean negative = part.startsWith("-", start);
        if (negative || part.startsWith("+", start)) {
            start++;
        }
        String digits = part.substring(start);
        if (!allDigits(digits) || digits.length() > 18) {
            throw malformed(text);
        }
        long value = Long.parseLong(digits);
        if (value > limit || negative && value > 0) {
            throw malformed(text);
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("malformed compatibility level syntax: \"" + text + "\"");
    }
}
