package org.postjames.address;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.postjames.address.Token.Kind;

/**
 * Finds the addresses in a flat list of tokens, from right to left: what stands in {@code <>}, or else a run of words joined by operators. A missing
 * comma is added; what is not understood stays where it is. // tok822_parse.c: tok822_parse()
 */
final class Grouper {
    private final List<Token> tokens;
    private final Deque<Token> out = new ArrayDeque<>();
    private final Deque<Token> pending = new ArrayDeque<>();
    private boolean wordMayFollow = true;
    private boolean inGroup;
    private int at;

    private Grouper(List<Token> tokens) {
        this.tokens = tokens;
        this.at = tokens.size() - 1;
    }

    static List<Token> group(List<Token> tokens) {
        Grouper grouper = new Grouper(tokens);
        while (grouper.at >= 0) {
            grouper.step(tokens.get(grouper.at));
        }
        grouper.flush(false);
        return new ArrayList<>(grouper.out);
    }

    private void step(Token token) {
        if (token.kind() == Kind.COMMENT) {
            out.addFirst(token);
        } else if (token.is(';')) {
            flush(true);
            out.addFirst(token);
            wordMayFollow = true;
            inGroup = true;
        } else if (token.is(':') && inGroup) {
            flush(false);
            out.addFirst(Token.of(Kind.START_GROUP, ":"));
            at--;
            passUntil(",");
            return;
        } else if (token.is('>')) {
            bracketed(token);
            return;
        } else if (token.isWord()) {
            if (!wordMayFollow) {
                flush(true);
            }
            pending.addFirst(token);
            wordMayFollow = false;
        } else if (token.is(',')) {
            flush(false);
            out.addFirst(token);
            wordMayFollow = true;
        } else {
            pending.addFirst(token);
            wordMayFollow = true;
        }
        at--;
    }

    private void bracketed(Token close) {
        flush(true);
        out.addFirst(close);
        at--;
        while (at >= 0 && !tokens.get(at).is('<')) {
            Token token = tokens.get(at--);
            (token.kind() == Kind.COMMENT ? out : pending).addFirst(token);
        }
        flush(false);
        passUntil(">;,:");
        wordMayFollow = true;
        if (!inGroup && at >= 0 && tokens.get(at).is(':')) {
            out.addFirst(tokens.get(at--)); // it ends the phrase before the bracket, and belongs to no address
        }
    }

    private void passUntil(String operators) {
        while (at >= 0) {
            Token token = tokens.get(at);
            if (token.kind() == Kind.OPERATOR && operators.indexOf(token.text().charAt(0)) >= 0) {
                return;
            }
            out.addFirst(token);
            at--;
        }
    }

    private void flush(boolean addComma) {
        if (!pending.isEmpty()) {
            out.addFirst(Token.address(new ArrayList<>(pending)));
            pending.clear();
            if (addComma) {
                out.addFirst(Token.operator(','));
            }
        }
    }
}
