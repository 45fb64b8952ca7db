package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;
import org.postjames.table.TableUnavailableException;

/** The addresses in a header's value. A header is formatted anew only if one of them is replaced. // cleanup_fold_header(), smtp_header_rewrite() */
public final class HeaderAddresses {
    private static final int LINE_WIDTH = 70;

    private HeaderAddresses() {}

    /** What stands for an address; nothing if it stays. */
    @FunctionalInterface
    public interface Replacement {
        /** @param external how the address stands in the header, without comments and blanks */
        Optional<Address> find(Address address, String external) throws TableUnavailableException;
    }

    /**
     * Replaces addresses.
     *
     * @param header {@code name:value}, continuation lines separated by LF
     * @param tokenLimit the most tokens that are looked at; if an address among them changes, the rest is gone. 0 means all
     * @return the whole header with its lines separated by LF, or nothing if it stays as it is
     */
    public static Optional<byte[]> rewritten(
            byte[] header, int nameLength, int length, int tokenLimit, Replacement replacement)
            throws TableUnavailableException {
        String value = new String(header, nameLength + 1, length - nameLength - 1, StandardCharsets.ISO_8859_1);
        List<Token> tokens = new ArrayList<>(AddressSyntax.parse(value, tokenLimit));
        boolean changed = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Token.Kind.ADDRESS) {
                Optional<Address> after = replacement.find(
                        Address.of(AddressSyntax.internalizeAddress(token.parts())),
                        AddressSyntax.externalize(token.parts()));
                if (after.isPresent()) {
                    tokens.set(i, Token.address(AddressSyntax.scan(AddressSyntax.quote822(after.get()))));
                    changed = true;
                }
            }
        }
        if (!changed) {
            return Optional.empty();
        }
        String name = new String(header, 0, nameLength, StandardCharsets.ISO_8859_1);
        String text = name + ": " + AddressSyntax.externalize(tokens, '\n');
        return Optional.of(folded(text).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One address per line becomes as many per line as fit. */
    private static String folded(String text) {
        StringBuilder out = new StringBuilder(text);
        int startLine = 0;
        int line = 0;
        while (true) {
            int end = out.indexOf("\n", line);
            int endLine = end < 0 ? out.length() : end;
            if (line > 0) {
                if (endLine - startLine < LINE_WIDTH) {
                    out.setCharAt(line - 1, ' ');
                } else {
                    startLine = line;
                }
            }
            if (end < 0) {
                return out.toString();
            }
            line = end + 1;
        }
    }
}
