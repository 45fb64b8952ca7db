package org.postjames.rewrite;

import java.util.List;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;

/**
 * Takes local domains off an address until a remote one or none is left: {@code user%remote@here}, {@code "user@remote"@here}, {@code @here:user@remote}. A
 * sender must not hide another destination from the relay rules. // resolve.c: the loop in resolve_addr()
 */
final class LocalRouting {
    /** @param internal always {@code user@domain} */
    record Result(String internal, boolean local) {}

    private final LocalDomains localDomains;
    private final AddressRewriter rewriter;
    private final boolean swapBangpath;
    private final boolean percentHack;
    private final boolean dequote;
    private final boolean nullDomain;
    private final String emptyAddress;
    private final String myhostname;

    LocalRouting(PostfixConfig config, LocalDomains localDomains, AddressRewriter rewriter) {
        this.localDomains = localDomains;
        this.rewriter = rewriter;
        this.swapBangpath = config.get(RewriteParameters.SWAP_BANGPATH);
        this.percentHack = config.get(RewriteParameters.ALLOW_PERCENT_HACK);
        this.dequote = config.get(RewriteParameters.RESOLVE_DEQUOTED_ADDRESS);
        this.nullDomain = config.get(RewriteParameters.RESOLVE_NULL_DOMAIN);
        this.emptyAddress = config.get(RewriteParameters.EMPTY_ADDRESS_RECIPIENT);
        this.myhostname = config.get(GlobalParameters.MYHOSTNAME);
    }

    Result strip(Address address) throws TableUnavailableException {
        AddressTokens tokens = AddressTokens.scan(AddressSyntax.quote822(address));
        List<Token> saved = List.of();
        int rounds = address.toString().length() + 100;
        for (int i = 0; i <= rounds; i++) {
            trimEnd(tokens);
            int at = tokens.lastIndexOf('@');
            if (at >= 0) {
                List<Token> domain = tokens.list().subList(at + 1, tokens.size());
                if (!domain.isEmpty() && !localDomains.contains(AddressSyntax.internalize(domain))) {
                    return new Result(tokens.internal(), false);
                }
                saved = tokens.cut(at);
            }
            if (tokens.lastIndexOf('@') >= 0
                    || (swapBangpath && tokens.lastIndexOf('!') >= 0)
                    || (percentHack && tokens.lastIndexOf('%') >= 0)) {
                rewriter.rewrite(RewriteContext.LOCAL, tokens);
            } else if (crackOpen(tokens)) {
                rewriter.rewrite(RewriteContext.LOCAL, tokens);
            } else if (tokens.isEmpty() || tokens.isOnlyEmptyString()) {
                tokens.replaceAll(AddressSyntax.scan(emptyAddress));
            } else if (saved.isEmpty()) {
                tokens.append('@', myhostname);
            } else {
                tokens.append(saved);
                return new Result(tokens.internal(), true);
            }
        }
        throw new TableUnavailableException(
                "resolve_addr: <" + address + ">: giving up after " + rounds + " iterations");
    }

    private void trimEnd(AddressTokens tokens) {
        if (tokens.endsIn('.')
                && tokens.lastIndexOf('@') >= 0
                && !tokens.beforeLastIs('.')
                && !tokens.beforeLastIs('@')) {
            tokens.dropLast();
        }
        if (nullDomain && tokens.endsIn('@')) {
            tokens.dropLast();
        }
    }

    /** Routing operators count even inside quotes: the next host may take the quotes off. */
    private boolean crackOpen(AddressTokens tokens) {
        if (!dequote || tokens.size() != 1 || tokens.first().kind() != Token.Kind.QUOTED) {
            return false;
        }
        String local = tokens.first().text();
        int at = local.lastIndexOf('@');
        int operator = at;
        if (operator < 0 && percentHack) {
            operator = local.lastIndexOf('%');
        }
        if (operator < 0 && swapBangpath) {
            operator = local.lastIndexOf('!');
        }
        if (operator < 0) {
            return false;
        }
        String text = local;
        if (local.charAt(operator) != '!') {
            text = AddressSyntax.quote822(
                    Address.of(local.substring(0, operator) + "@" + local.substring(operator + 1)));
        }
        tokens.replaceAll(AddressSyntax.scan(text));
        return true;
    }
}
