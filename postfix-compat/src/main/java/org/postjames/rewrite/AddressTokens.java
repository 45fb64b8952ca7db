package org.postjames.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;

/** The tokens of one address, being changed. */
final class AddressTokens {
    private final List<Token> tokens;

    private AddressTokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    static AddressTokens of(List<Token> tokens) {
        return new AddressTokens(new ArrayList<>(tokens));
    }

    static AddressTokens scan(String external) {
        return of(AddressSyntax.scan(external));
    }

    List<Token> list() {
        return tokens;
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    int size() {
        return tokens.size();
    }

    Token first() {
        return tokens.get(0);
    }

    Token last() {
        return tokens.get(tokens.size() - 1);
    }

    boolean endsIn(char operator) {
        return !tokens.isEmpty() && last().is(operator);
    }

    /** Whether the token before the last is this operator. */
    boolean beforeLastIs(char operator) {
        return tokens.size() > 1 && tokens.get(tokens.size() - 2).is(operator);
    }

    int indexOf(char operator) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is(operator)) {
                return i;
            }
        }
        return -1;
    }

    int lastIndexOf(char operator) {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            if (tokens.get(i).is(operator)) {
                return i;
            }
        }
        return -1;
    }

    boolean isOnlyEmptyString() {
        return tokens.size() == 1
                && first().kind() == Token.Kind.QUOTED
                && first().text().isEmpty();
    }

    void dropLast() {
        tokens.remove(tokens.size() - 1);
    }

    /** Cuts off everything from an index on and returns it. */
    List<Token> cut(int from) {
        List<Token> tail = tokens.subList(from, tokens.size());
        List<Token> cut = new ArrayList<>(tail);
        tail.clear();
        return cut;
    }

    void dropThrough(int last) {
        tokens.subList(0, last + 1).clear();
    }

    void append(char operator, String external) {
        tokens.add(Token.operator(operator));
        tokens.addAll(AddressSyntax.scan(external));
    }

    void append(List<Token> more) {
        tokens.addAll(more);
    }

    void prepend(List<Token> more) {
        tokens.addAll(0, more);
    }

    void set(int index, Token token) {
        tokens.set(index, token);
    }

    void replaceAll(List<Token> others) {
        tokens.clear();
        tokens.addAll(others);
    }

    String internal() {
        return AddressSyntax.internalize(tokens);
    }

    String external() {
        return AddressSyntax.externalizeAddress(tokens);
    }
}
