package org.postjames.cleanup;

import java.util.ArrayList;
import java.util.List;

/** The words of a structured header, up to each semicolon. Comments and quotes are gone. // header_token(3), RFC 2045 5.1 */
final class HeaderTokens {
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
    List<String> next() {
        List<String> words = new ArrayList<>(MOST);
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
            String word = "";
            boolean isWord = true;
            if (c == '"') {
                word = quoted();
            } else if (c <= ' ') {
                at++;
                isWord = false;
            } else if (SPECIALS.indexOf(c) >= 0) {
                word = String.valueOf(c);
                at++;
            } else {
                word = token();
            }
            if (isWord && words.size() < MOST) {
                words.add(word);
            }
        }
        return words;
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
