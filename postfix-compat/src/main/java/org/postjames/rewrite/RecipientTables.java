package org.postjames.rewrite;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** Whether a recipient exists: each address class has a table of its recipients; an empty table means that all exist. // smtpd_check.c: check_rcpt_maps() */
public final class RecipientTables {
    private final PostfixConfig config;
    private final AddressResolver resolver;
    private final AddressSearch search;
    private final Maps recipientCanonicalMaps;
    private final Maps senderCanonicalMaps;
    private final Maps canonicalMaps;
    private final Maps virtualAliasMaps;
    private final Maps localRecipientMaps;
    private final Maps virtualMailboxMaps;
    private final Maps relayRecipientMaps;
    private final String where;
    private final String doubleBounce;

    public RecipientTables(PostfixConfig config, Tables tables, AddressResolver resolver) {
        this.config = config;
        this.resolver = resolver;
        this.search = resolver.search();
        this.recipientCanonicalMaps = tables.maps(config.get(RewriteParameters.RECIPIENT_CANONICAL_MAPS))
                .named("recipient_canonical_maps");
        this.senderCanonicalMaps =
                tables.maps(config.get(RewriteParameters.SENDER_CANONICAL_MAPS)).named("sender_canonical_maps");
        this.canonicalMaps =
                tables.maps(config.get(RewriteParameters.CANONICAL_MAPS)).named("canonical_maps");
        this.virtualAliasMaps =
                tables.maps(config.get(GlobalParameters.VIRTUAL_ALIAS_MAPS)).named("virtual_alias_maps");
        this.localRecipientMaps =
                tables.maps(config.get(GlobalParameters.LOCAL_RECIPIENT_MAPS)).named("local_recipient_maps");
        this.virtualMailboxMaps =
                tables.maps(config.get(GlobalParameters.VIRTUAL_MAILBOX_MAPS)).named("virtual_mailbox_maps");
        this.relayRecipientMaps =
                tables.maps(config.get(RewriteParameters.RELAY_RECIPIENT_MAPS)).named("relay_recipient_maps");
        this.where = config.get(RewriteParameters.SHOW_USER_UNKNOWN_TABLE_NAME) ? " in %s table" : "";
        this.doubleBounce = config.get(GlobalParameters.DOUBLE_BOUNCE_SENDER);
    }

    public Optional<UnknownRecipient> unknown(Address sender, Address recipient) throws TableUnavailableException {
        return unknown(resolver.resolve(sender, recipient));
    }

    /** Nothing if the recipient is known, or nobody can say; else the reply. */
    public Optional<UnknownRecipient> unknown(Resolved resolved) throws TableUnavailableException {
        return unknown(resolved, "1.1");
    }

    /** The same for a sender's address, which {@code sender_canonical_maps} may know too. // check_rcpt_maps() */
    public Optional<UnknownRecipient> unknownSender(Resolved resolved) throws TableUnavailableException {
        return has(senderCanonicalMaps, resolved.recipient()) ? Optional.empty() : unknown(resolved, "1.0");
    }

    /** @param detail the status code without its class */
    private Optional<UnknownRecipient> unknown(Resolved resolved, String detail) throws TableUnavailableException {
        Address recipient = resolved.recipient();
        if (has(recipientCanonicalMaps, recipient)
                || has(canonicalMaps, recipient)
                || has(virtualAliasMaps, recipient)) {
            return Optional.empty();
        }
        if (resolved.transport().equals("error")) {
            int code = resolved.addressClass() == AddressClass.VIRTUAL_ALIAS
                    ? config.get(RewriteParameters.UNKNOWN_VIRTUAL_ALIAS_REJECT_CODE)
                    : 550;
            return Optional.of(split(code, "5." + detail, resolved.nexthop()));
        }
        if (resolved.transport().equals("retry")) {
            return Optional.of(split(450, "4." + detail, resolved.nexthop()));
        }
        return switch (resolved.addressClass()) {
            case LOCAL ->
                localRecipientMaps.isEmpty() || alwaysExists(recipient) || has(localRecipientMaps, recipient)
                        ? Optional.empty()
                        : refusal(RewriteParameters.UNKNOWN_LOCAL_RECIPIENT_REJECT_CODE, "local recipient", detail);
            case VIRTUAL_MAILBOX ->
                virtualMailboxMaps.isEmpty() || has(virtualMailboxMaps, recipient)
                        ? Optional.empty()
                        : refusal(RewriteParameters.UNKNOWN_VIRTUAL_MAILBOX_REJECT_CODE, "virtual mailbox", detail);
            case RELAY ->
                relayRecipientMaps.isEmpty() || has(relayRecipientMaps, recipient)
                        ? Optional.empty()
                        : refusal(RewriteParameters.UNKNOWN_RELAY_RECIPIENT_REJECT_CODE, "relay recipient", detail);
            case VIRTUAL_ALIAS, DEFAULT -> Optional.empty();
        };
    }

    private boolean has(Maps maps, Address recipient) throws TableUnavailableException {
        return search.find(maps, recipient).isPresent();
    }

    private boolean alwaysExists(Address recipient) {
        String local = recipient.localPart();
        return local.equalsIgnoreCase("postmaster")
                || local.equalsIgnoreCase("mailer-daemon")
                || local.equalsIgnoreCase(doubleBounce);
    }

    private Optional<UnknownRecipient> refusal(Parameter<Integer> code, String table, String detail) {
        int reply = config.get(code);
        return Optional.of(new UnknownRecipient(
                reply, (reply < 500 ? "4." : "5.") + detail, "User unknown" + where.replace("%s", table)));
    }

    /** Takes the status code off the front of a text. // dsn_util.c: dsn_split() */
    private static UnknownRecipient split(int code, String defaultDsn, String text) {
        int space = text.indexOf(' ');
        String word = space < 0 ? "" : text.substring(0, space);
        boolean isDsn = word.length() >= 5
                && "245".indexOf(word.charAt(0)) >= 0
                && word.chars().filter(c -> c == '.').count() == 2
                && word.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        return isDsn
                ? new UnknownRecipient(code, word, text.substring(space + 1).strip())
                : new UnknownRecipient(code, defaultDsn, text);
    }
}
