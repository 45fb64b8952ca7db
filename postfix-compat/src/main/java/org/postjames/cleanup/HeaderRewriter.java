package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;
import org.postjames.cleanup.AddressMapping.Context;
import org.postjames.cleanup.HeaderOptions.Addresses;
import org.postjames.cleanup.HeaderOptions.Options;
import org.postjames.table.TableUnavailableException;

/** Completes and maps the addresses in a header. A header is formatted anew only if an address changed. // cleanup_rewrite_sender(), cleanup_fold_header() */
final class HeaderRewriter {
    private static final int LINE_WIDTH = 70;

    private final AddressMapping mapping;
    private final CleanupOrigin origin;
    private final Context context;

    HeaderRewriter(AddressMapping mapping, CleanupOrigin origin) {
        this.mapping = mapping;
        this.origin = origin;
        this.context = origin.rewriteHeadersLocally() ? Context.LOCAL : Context.REMOTE;
    }

    /** @return the whole header with its lines separated by LF, or nothing if it stays as it is */
    Optional<byte[]> rewrite(Options options, byte[] header, int nameLength, int length, Problems problems) {
        String value = new String(header, nameLength + 1, length - nameLength - 1, StandardCharsets.ISO_8859_1);
        List<Token> tokens = new ArrayList<>(AddressSyntax.parse(value));
        boolean changed = false;
        try {
            for (int i = 0; i < tokens.size(); i++) {
                Token token = tokens.get(i);
                if (token.kind() == Token.Kind.ADDRESS) {
                    String before = AddressSyntax.internalize(token.parts());
                    Address after = map(options.addresses(), Address.of(before));
                    if (!after.toString().equals(before)) {
                        tokens.set(i, Token.address(AddressSyntax.scan(AddressSyntax.quote822(after))));
                        changed = true;
                    }
                }
            }
        } catch (TableUnavailableException e) {
            problems.lookupProblem(e.getMessage());
        }
        if (!changed) {
            return Optional.empty();
        }
        String name = new String(header, 0, nameLength, StandardCharsets.ISO_8859_1);
        String text = name + ": " + AddressSyntax.externalize(tokens, '\n');
        return Optional.of(folded(text).getBytes(StandardCharsets.ISO_8859_1));
    }

    private Address map(Addresses whose, Address address) throws TableUnavailableException {
        Address complete = mapping.complete(context, address);
        if (!origin.mapAddresses()) {
            return complete;
        }
        return whose == Addresses.SENDER ? mapping.headerSender(complete) : mapping.headerRecipient(complete);
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
