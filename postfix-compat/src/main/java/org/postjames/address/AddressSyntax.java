package org.postjames.address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.address.Token.Kind;

/**
 * How addresses are read and written: the external (quoted) forms of RFC 5321 and RFC 5322, and Postfix's internal (unquoted) form. Bytes above 127
 * stand in a string as ISO-8859-1 characters and are left alone. // tok822_parse.c, quote_822_local.c, quote_821_local.c
 */
public final class AddressSyntax {
    private AddressSyntax() {}

    /** All tokens of a text in external form, flat. */
    public static List<Token> scan(String external) {
        return Scanner.scan(external, 0);
    }

    /** An address list as it stands in a header: addresses, and around them comments, phrases, brackets, commas and groups. */
    public static List<Token> parse(String external) {
        return parse(external, 0);
    }

    /** @param limit the most tokens that are looked at, as {@code header_address_token_limit} says; 0 means all */
    public static List<Token> parse(String external, int limit) {
        return Grouper.group(Scanner.scan(external, limit));
    }

    /** The addresses of a list in external form, each in internal form; {@code <>} gives none. */
    public static List<String> addresses(String external) {
        List<String> found = new ArrayList<>();
        for (Token token : parse(external)) {
            if (token.kind() == Kind.ADDRESS) {
                found.add(internalizeAddress(token.parts()));
            }
        }
        return found;
    }

    /**
     * The argument of MAIL FROM or RCPT TO. // smtpd.c: extract_addr()
     *
     * @param strict {@code strict_rfc821_envelopes}: one address in brackets and nothing else
     * @return nothing if the text holds more than one address, or (strict) anything that does not belong there; {@code <>} is the null address
     */
    public static Optional<Address> parsePath(String argument, boolean strict) {
        boolean bracketed = argument.length() >= 2 && argument.startsWith("<") && argument.endsWith(">");
        String text = bracketed ? argument.substring(1, argument.length() - 1) : argument;
        if (isPlain(text)) {
            return strict && !argument.startsWith("<") ? Optional.empty() : Optional.of(Address.of(text));
        }
        int colon = text.startsWith("@") ? text.indexOf(':') : -1;
        Token address = null;
        boolean junk = false;
        for (Token token : parse(colon < 0 ? text : text.substring(colon + 1))) {
            if (token.kind() == Kind.ADDRESS) {
                if (address != null) {
                    return Optional.empty();
                }
                address = token;
            } else {
                junk |= !token.is('<') && !token.is('>');
            }
        }
        if (strict && (junk || !argument.startsWith("<"))) {
            return Optional.empty();
        }
        String internal = address == null ? "" : internalizeAddress(address.parts());
        return strict && internal.startsWith("@") ? Optional.empty() : Optional.of(Address.of(internal));
    }

    /** The text of an address's parts, unquoted: nothing comes between them. */
    public static String internalizeAddress(List<Token> parts) {
        StringBuilder out = new StringBuilder();
        for (Token part : parts) {
            switch (part.kind()) {
                case DOMAIN_LITERAL -> out.append('[').append(part.text()).append(']');
                default -> out.append(part.text());
            }
        }
        return out.toString();
    }

    /** The text of tokens, unquoted, with a space between words that stand side by side. */
    public static String internalize(List<Token> tokens) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            switch (token.kind()) {
                case ADDRESS -> out.append(internalizeAddress(token.parts()));
                case DOMAIN_LITERAL -> out.append('[').append(token.text()).append(']');
                default -> out.append(token.text());
            }
            if (i + 1 < tokens.size() && (token.is(',') || spaced(token, tokens.get(i + 1)))) {
                out.append(' ');
            }
        }
        return out.toString();
    }

    /** An address's tokens in external form: the local part quoted if it must be. */
    public static String externalizeAddress(List<Token> parts) {
        return Quoting.quote822(internalize(parts), true);
    }

    /** A whole list in external form, as a header shows it after rewriting, on one line; a comma ends in a space. */
    public static String externalize(List<Token> tokens) {
        return externalize(tokens, ' ');
    }

    /** @param afterComma what follows a comma: a line feed makes one address per line */
    public static String externalize(List<Token> tokens, char afterComma) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is(',')) {
                out.append(',').append(afterComma);
                continue;
            }
            switch (token.kind()) {
                case ADDRESS -> out.append(Quoting.quote822(internalizeAddress(token.parts()), true));
                case QUOTED ->
                    Quoting.appendQuoted(out.append('"'), token.text(), "\"\\\r\n")
                            .append('"');
                case DOMAIN_LITERAL ->
                    Quoting.appendQuoted(out.append('['), token.text(), "\\\r\n")
                            .append(']');
                default -> out.append(token.text());
            }
            if (i + 1 < tokens.size() && spaced(token, tokens.get(i + 1))) {
                out.append(' ');
            }
        }
        return out.toString();
    }

    private static boolean spaced(Token token, Token next) {
        return token.kind() == Kind.START_GROUP
                || next.is('<')
                || (token.needsSpaceBeside() && next.needsSpaceBeside());
    }

    /** The form of RFC 5321, without brackets: {@code "first last"@example}. */
    public static String quote821(Address address) {
        return isPlainLocalPart(address.localPart()) ? address.toString() : Quoting.quote821(address.toString());
    }

    /** How log lines show it: as in a header, with a source route; the null address is empty. // info_log_addr_form.c */
    public static String logged(Address address) {
        return address.isNull() ? "" : quote822(address);
    }

    /** The form of RFC 5322; this is also the form of keys in lookup tables. 8-bit characters stay bare. */
    public static String quote822(Address address) {
        return isPlainLocalPart(address.localPart()) ? address.toString() : Quoting.quote822(address.toString(), true);
    }

    private static boolean isPlainLocalPart(String localPart) {
        return isPlain(localPart) && localPart.indexOf('@') < 0;
    }

    /** The form of RFC 5322 of a bare local part, {@code @} and all. */
    public static String quoteLocalPart(String localPart) {
        return isPlain(localPart) ? localPart : Quoting.quoteLocalPart(localPart, true);
    }

    /** The internal form of an address in the form of RFC 5322. Text after the last unquoted {@code @} is left alone. */
    public static String unquote822(String external) {
        return external.indexOf('"') < 0 && external.indexOf('\\') < 0 ? external : Quoting.unquote822(external);
    }

    /** Whether quoting and parsing can change nothing: letters, digits, {@code + - _ =} and single dots, with at most one {@code @}, not at an end. */
    public static boolean isPlain(String text) {
        int length = text.length();
        char before = '.';
        boolean at = false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '@') {
                if (at || before == '.') {
                    return false;
                }
                at = true;
                before = '.';
                continue;
            }
            boolean word =
                    c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || "-_+=/".indexOf(c) >= 0;
            if (!word && (c != '.' || before == '.')) {
                return false;
            }
            before = c;
        }
        return length > 0 && before != '.';
    }
}
