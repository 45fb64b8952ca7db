package org.postjames.rewrite;

import java.util.List;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;

/** Brings addresses into the form {@code user@fully.qualified.domain}. // trivial-rewrite(8): rewrite.c */
public final class AddressRewriter {
    private final boolean appendAtMyorigin;
    private final boolean appendDotMydomain;
    private final boolean swapBangpath;
    private final boolean percentHack;
    private final String myorigin;
    private final String mydomain;
    private final String remoteDomain;
    private final CompletionNote note;

    /** One that tells nobody what it does. */
    public AddressRewriter(PostfixConfig config) {
        this(config, CompletionNote.NONE);
    }

    /** One that logs where a domain is completed only because of {@code compatibility_level}. */
    public AddressRewriter(PostfixConfig config, AddressResolver resolver, MailLog log) {
        this(config, CompletionNote.of(config, resolver, log));
    }

    private AddressRewriter(PostfixConfig config, CompletionNote note) {
        this.note = note;
        appendAtMyorigin = config.get(RewriteParameters.APPEND_AT_MYORIGIN);
        appendDotMydomain = config.get(RewriteParameters.APPEND_DOT_MYDOMAIN);
        swapBangpath = config.get(RewriteParameters.SWAP_BANGPATH);
        percentHack = config.get(RewriteParameters.ALLOW_PERCENT_HACK);
        myorigin = config.get(GlobalParameters.MYORIGIN);
        mydomain = config.get(GlobalParameters.MYDOMAIN);
        remoteDomain = config.get(RewriteParameters.REMOTE_HEADER_REWRITE_DOMAIN);
    }

    /** An envelope address. The null address stays as it is. */
    public Address rewrite(RewriteContext context, Address address) {
        if (address.isNull() || context == RewriteContext.INVALID || isComplete(address)) {
            return address;
        }
        return Address.of(AddressSyntax.unquote822(rewriteExternal(context, AddressSyntax.quote822(address))));
    }

    /** An address in external form, as it stands in a header or in a table's result. */
    public String rewriteExternal(RewriteContext context, String external) {
        if (external.isEmpty() || context == RewriteContext.INVALID) {
            return external;
        }
        AddressTokens tokens = AddressTokens.scan(external);
        if (tokens.isEmpty()) {
            return external;
        }
        rewrite(context, tokens);
        return tokens.external();
    }

    /** The tokens of one address of a header. */
    public List<Token> rewriteTokens(RewriteContext context, List<Token> parts) {
        if (parts.isEmpty() || context == RewriteContext.INVALID) {
            return parts;
        }
        AddressTokens tokens = AddressTokens.of(parts);
        rewrite(context, tokens);
        return List.copyOf(tokens.list());
    }

    private static boolean isComplete(Address address) {
        return AddressSyntax.isPlain(address.localPart())
                && address.localPart().indexOf('@') < 0
                && AddressSyntax.isPlain(address.domain())
                && address.domain().indexOf('.') > 0;
    }

    void rewrite(RewriteContext context, AddressTokens tokens) {
        String origin = context == RewriteContext.LOCAL ? myorigin : remoteDomain;
        String domain = context == RewriteContext.LOCAL ? mydomain : remoteDomain;
        if (tokens.isOnlyEmptyString()) {
            return;
        }
        if (tokens.size() == 1 && tokens.first().is('@')) {
            tokens.replaceAll(List.of(Token.of(Token.Kind.QUOTED, "")));
            return;
        }
        int colon = tokens.first().is('@') ? tokens.indexOf(':') : -1;
        if (colon > 0 && colon < tokens.size() - 1) {
            tokens.dropThrough(colon);
        }
        if (tokens.lastIndexOf('@') < 0) {
            addDomain(tokens, origin);
        }
        if (appendDotMydomain && !domain.isEmpty()) {
            completeDomain(tokens, domain);
        }
        if (tokens.size() > 1 && tokens.endsIn('.') && !tokens.beforeLastIs('.') && !tokens.beforeLastIs('@')) {
            tokens.dropLast();
        }
    }

    private void addDomain(AddressTokens tokens, String origin) {
        int bang = swapBangpath ? tokens.indexOf('!') : -1;
        int percent = percentHack ? tokens.lastIndexOf('%') : -1;
        if (bang >= 0) {
            List<Token> local = tokens.cut(bang);
            local.remove(0);
            List<Token> site = List.copyOf(tokens.list());
            tokens.replaceAll(local);
            tokens.append(List.of(Token.operator('@')));
            tokens.append(site);
        } else if (percent >= 0) {
            tokens.set(percent, Token.operator('@'));
        } else if (appendAtMyorigin && !origin.isEmpty()) {
            tokens.append('@', origin);
        }
    }

    private void completeDomain(AddressTokens tokens, String domain) {
        int at = tokens.lastIndexOf('@');
        if (at < 0 || at == tokens.size() - 1) {
            return;
        }
        for (Token token : tokens.list().subList(at, tokens.size())) {
            if (token.is('.') || token.kind() == Token.Kind.DOMAIN_LITERAL) {
                return;
            }
        }
        note.completes(tokens.list().get(at + 1).text());
        tokens.append('.', domain);
    }
}
