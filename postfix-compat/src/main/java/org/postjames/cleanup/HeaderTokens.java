package org.postjames.cleanup;

import java.util.ArrayList;
import java.util.List;

/** The words of a structured header, up to each semicolon. Comments and quotes are gone. // header_token(3), RFC 2045 5.1 */
final class HeaderTokens {
    /** A word or a special character. What stood in quotes is never a keyword. */
    record Word(String text, boolean quoted) {
        boolean is(String keyword) {
            return !quoted && text.equalsIgnoreCase(keyword);
        }
    }

    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";
    private static final int MOST = 3;

    private final String text;
    private int at;

    HeaderTokens(String text) {
        this.text = text;
    }

    boolean hasMore() {
        return at < text.length();
    }

    /** The first three words before the next semicolon. */
    List<Word> next() {
        List<Word> words = new ArrayList<>(MOST);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ';') {
                at++;
                break;
            }
            if (c == '(') {
                comment();
                continue;
            }
            if (c <= ' ') {
                at++;
                continue;
            }
            Word word = word(c);
            if (words.size() < MOST) {
                words.add(word);
            }
        }
        return words;
    }

    private Word word(char first) {
        if (first == '"') {
            return new Word(quoted(), true);
        }
        if (SPECIALS.indexOf(first) >= 0) {
            at++;
            return new Word(String.valueOf(first), false);
        }
        return new Word(token(), false);
    }

    private void comment() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                at = Math.min(at + 1, text.length());
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            }
        }
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                break;
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            if (c != '\n') {
                out.append(c);
            }
        }
        return out.toString();
    }

    private String token() {
        int begin = at;
        while (at < text.length() && text.charAt(at) > ' ' && SPECIALS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(begin, at);
    }
}
