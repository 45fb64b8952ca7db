package org.postjames.cleanup;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.rewrite.AddressResolver;
import org.postjames.rewrite.AddressRewriter;
import org.postjames.rewrite.AddressSearch;
import org.postjames.rewrite.CanonicalAddresses;
import org.postjames.rewrite.CanonicalAddresses.Role;
import org.postjames.rewrite.RewriteContext;
import org.postjames.rewrite.VirtualAliasLoopException;
import org.postjames.rewrite.VirtualAliases;
import org.postjames.table.Maps;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The mapping of addresses that main.cf describes: rewriting, canonical, masquerade, virtual alias and bcc maps. */
public final class ConfiguredAddresses implements AddressMapping {
    private final AddressRewriter rewriter;
    private final CanonicalAddresses canonical;
    private final VirtualAliases aliases;
    private final AddressSearch search;
    private final Maps senderBcc;
    private final Maps recipientBcc;
    private final List<String> masqueradeDomains;
    private final List<String> masqueradeClasses;
    private final StringList masqueradeExceptions;

    public ConfiguredAddresses(PostfixConfig config, Tables tables, MailLog log) {
        this.rewriter = new AddressRewriter(config, new AddressResolver(config, tables), log);
        this.canonical = new CanonicalAddresses(config, tables);
        this.aliases = new VirtualAliases(config, tables);
        this.search = AddressSearch.of(config, tables);
        this.senderBcc = tables.maps(config.get(CleanupParameters.SENDER_BCC_MAPS));
        this.recipientBcc = tables.maps(config.get(CleanupParameters.RECIPIENT_BCC_MAPS));
        this.masqueradeDomains = config.get(CleanupParameters.MASQUERADE_DOMAINS);
        this.masqueradeClasses = config.get(CleanupParameters.MASQUERADE_CLASSES);
        this.masqueradeExceptions = new StringList(
                CleanupParameters.MASQUERADE_EXCEPTIONS.name(),
                config.get(CleanupParameters.MASQUERADE_EXCEPTIONS),
                tables);
    }

    @Override
    public Address complete(Context context, Address address) {
        return rewriter.rewrite(context == Context.LOCAL ? RewriteContext.LOCAL : RewriteContext.REMOTE, address);
    }

    @Override
    public Address envelopeSender(Address sender) throws TableUnavailableException {
        return masquerade("envelope_sender", canonical(sender, Role.ENVELOPE_SENDER));
    }

    @Override
    public Address envelopeRecipient(Address recipient) throws TableUnavailableException {
        return masquerade("envelope_recipient", canonical(recipient, Role.ENVELOPE_RECIPIENT));
    }

    @Override
    public Address headerSender(Address address) throws TableUnavailableException {
        return masquerade("header_sender", canonical(address, Role.HEADER_SENDER));
    }

    @Override
    public Address headerRecipient(Address address) throws TableUnavailableException {
        return masquerade("header_recipient", canonical(address, Role.HEADER_RECIPIENT));
    }

    private Address canonical(Address address, Role role) throws TableUnavailableException {
        return canonical.isEmpty() ? address : canonical.map(address, role);
    }

    /** {@code host.example.org} becomes {@code example.org}; a domain with {@code !} before it stays. // cleanup_masquerade.c */
    private Address masquerade(String addressClass, Address address) throws TableUnavailableException {
        if (masqueradeDomains.isEmpty()
                || !masqueradeClasses.contains(addressClass)
                || masqueradeExceptions.matches(address.localPart())) {
            return address;
        }
        String domain = address.domain().toLowerCase(Locale.ROOT);
        for (String listed : masqueradeDomains) {
            String parent = listed.toLowerCase(Locale.ROOT);
            boolean keep = false;
            while (parent.startsWith("!")) {
                parent = parent.substring(1);
                keep = !keep;
            }
            if (domain.equals(parent)) {
                return address;
            }
            if (domain.endsWith("." + parent)) {
                return keep ? address : new Address(address.localPart(), parent);
            }
        }
        return address;
    }

    @Override
    public List<Address> expand(Address recipient) throws TableUnavailableException, ExpansionLimitException {
        if (aliases.isEmpty()) {
            return List.of(recipient);
        }
        try {
            return aliases.expand(recipient);
        } catch (VirtualAliasLoopException e) {
            throw new ExpansionLimitException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<Address> senderBcc(Address sender) throws TableUnavailableException {
        return find(senderBcc, sender);
    }

    @Override
    public Optional<Address> recipientBcc(Address recipient) throws TableUnavailableException {
        return find(recipientBcc, recipient);
    }

    private Optional<Address> find(Maps maps, Address address) throws TableUnavailableException {
        return maps.isEmpty()
                ? Optional.empty()
                : search.find(maps, address).map(found -> Address.of(AddressSyntax.unquote822(found.value())));
    }
}
