package org.postjames.smtp.server;

import java.util.Optional;
import org.postjames.access.ReplyClass;
import org.postjames.access.RestrictionContext;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.rewrite.AddressClass;
import org.postjames.rewrite.AddressResolver;
import org.postjames.rewrite.AddressRewriter;
import org.postjames.rewrite.RecipientTables;
import org.postjames.rewrite.Resolved;
import org.postjames.rewrite.RewriteContext;
import org.postjames.rewrite.UnknownRecipient;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** Where mail for an address goes, and whether the address exists. The envelope is always completed with our own domain. // smtpd_resolve.c */
public final class Routing implements RestrictionContext.Destinations, RestrictionContext.ListedAddresses {
    private final AddressRewriter rewriter;
    private final AddressResolver resolver;
    private final RecipientTables tables;

    private final boolean trustRoutes;

    private Routing(AddressRewriter rewriter, AddressResolver resolver, RecipientTables tables, boolean trustRoutes) {
        this.trustRoutes = trustRoutes;
        this.rewriter = rewriter;
        this.resolver = resolver;
        this.tables = tables;
    }

    /** The routing of one configuration snapshot. */
    public static Routing of(PostfixConfig config, Tables tables, MailLog log) {
        AddressResolver resolver = new AddressResolver(config, tables, log);
        return new Routing(
                new AddressRewriter(config, resolver, log),
                resolver,
                new RecipientTables(config, tables, resolver),
                config.get(SmtpdParameters.ALLOW_UNTRUSTED_ROUTING));
    }

    private Resolved resolve(Address sender, Address recipient) throws TableUnavailableException {
        return resolver.resolve(sender, rewriter.rewrite(RewriteContext.LOCAL, recipient));
    }

    /** Where mail goes; what milters are told of it. */
    Resolved resolved(Address other, Address address) throws TableUnavailableException {
        return resolve(other, address);
    }

    /** Whether the resolver calls it no address at all. // RESOLVE_FLAG_ERROR */
    boolean isMalformed(Address sender, Address recipient) throws TableUnavailableException {
        return resolve(sender, recipient).error().isPresent();
    }

    @Override
    public RestrictionContext.Destination of(Address sender, Address recipient) throws TableUnavailableException {
        Resolved resolved = resolve(sender, recipient);
        boolean isFinal =
                switch (resolved.addressClass()) {
                    case LOCAL, VIRTUAL_ALIAS, VIRTUAL_MAILBOX -> true;
                    case RELAY, DEFAULT -> false;
                };
        boolean isRelay = resolved.addressClass() == AddressClass.RELAY;
        return new RestrictionContext.Destination(
                resolved.recipient(), isFinal, isRelay, resolved.routed() && !trustRoutes);
    }

    @Override
    public Optional<SmtpReply> refusal(Address other, Address address, ReplyClass replyClass)
            throws TableUnavailableException {
        Resolved resolved = resolve(other, address);
        Optional<UnknownRecipient> unknown =
                replyClass == ReplyClass.SENDER ? tables.unknownSender(resolved) : tables.unknown(resolved);
        return unknown.map(found -> new SmtpReply(
                found.code(), found.dsn(), "<" + address + ">: " + replyClass + " rejected: " + found.text()));
    }
}
