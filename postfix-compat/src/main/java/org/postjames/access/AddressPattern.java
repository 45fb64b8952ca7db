package org.postjames.access;

import java.util.ArrayList;
import java.util.List;

/**
 * Which answers of a DNS list count: {@code 127.0.0.2}, or with {@code [1..4;7]} instead of numbers. // ip_match.c
 */
record AddressPattern(List<List<Range>> fields) {
    private static final int FIELDS = 4;

    /** Numbers from one to another, both included. */
    record Range(int from, int to) {}

    /** @throws IllegalArgumentException with Postfix's words if the pattern is malformed */
    static AddressPattern parse(String text) {
        List<List<Range>> fields = new ArrayList<>();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty address pattern");
        }
        Reader in = new Reader(text.startsWith("[") && isEnclosed(text) ? text.substring(1, text.length() - 1) : text);
        while (true) {
            fields.add(in.peek() == '[' ? in.sequence() : List.of(in.single()));
            if (fields.size() == FIELDS) {
                break;
            }
            in.expect('.', "need \".\"");
        }
        if (in.peek() != 0) {
            throw in.problem("garbage after pattern");
        }
        return new AddressPattern(List.copyOf(fields));
    }

    /** Whether the first bracket is closed by the last character. */
    private static boolean isEnclosed(String text) {
        int level = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            level += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (level == 0) {
                return i + 1 == text.length();
            }
        }
        return false;
    }

    boolean matches(String address) {
        String[] parts = address.split("\\.");
        if (parts.length != FIELDS) {
            return false;
        }
        for (int i = 0; i < FIELDS; i++) {
            int value = Integer.parseInt(parts[i]);
            if (fields.get(i).stream().noneMatch(range -> range.from() <= value && value <= range.to())) {
                return false;
            }
        }
        return true;
    }

    /** Reads a pattern from left to right. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        void expect(char wanted, String otherwise) {
            if (peek() != wanted) {
                throw problem(otherwise);
            }
            at++;
        }

        Range single() {
            int value = number();
            return new Range(value, value);
        }

        List<Range> sequence() {
            List<Range> ranges = new ArrayList<>();
            expect('[', "expected \"[\"");
            while (true) {
                int from = number();
                int to = from;
                if (text.startsWith("..", at)) {
                    at += 2;
                    to = number();
                }
                if (to < from) {
                    throw problem("numeric range error");
                }
                ranges.add(new Range(from, to));
                if (peek() == ']') {
                    at++;
                    return List.copyOf(ranges);
                }
                expect(';', "need \";\" or \"]\"");
            }
        }

        private int number() {
            int value = 0;
            int start = at;
            while (peek() >= '0' && peek() <= '9') {
                value = Math.min(value * 10 + (text.charAt(at++) - '0'), 256);
            }
            if (at == start || value > 255) {
                throw problem("need decimal number 0..255");
            }
            return value;
        }

        IllegalArgumentException problem(String what) {
            return new IllegalArgumentException(
                    what + " at \"" + text.substring(0, at) + ">" + text.substring(at) + "<\"");
        }
    }
}
