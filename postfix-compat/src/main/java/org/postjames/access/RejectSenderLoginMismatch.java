package org.postjames.access;

import java.util.List;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.config.ValueSyntax;
import org.postjames.rewrite.AddressSearch;
import org.postjames.table.Folding;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;

/**
 * {@code reject_…_sender_login_mismatch}: the sender must belong to the login name, by {@code smtpd_sender_login_maps}.
 *
 * @param keyword for the log
 * @param loginMaps which login names own an address
 */
record RejectSenderLoginMismatch(
        String keyword, Kind kind, Maps loginMaps, AddressSearch search, RestrictionContext context)
        implements Restriction {
    /** Who is judged. */
    enum Kind {
        /** Clients that have logged in: they must own the sender. */
        AUTHENTICATED,
        /** Clients that have not: the sender must have no owner. */
        UNAUTHENTICATED,
        /** Both, but senders without owner are for everyone. */
        KNOWN
    }

    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        if (!context.config().get(AccessParameters.SMTPD_SASL_AUTH_ENABLE)) {
            context.warn("restriction `" + keyword + "' ignored: no SASL support");
            return Verdict.Plain.DUNNO;
        }
        Address sender = facts.sender();
        String user = facts.saslUsername();
        boolean asked = user == null ? kind != Kind.AUTHENTICATED : kind != Kind.UNAUTHENTICATED;
        if (sender == null || sender.isNull() || !asked) {
            return Verdict.Plain.DUNNO;
        }
        Address other = facts.recipient() == null ? Address.NULL : facts.recipient();
        Optional<AddressSearch.Found> owners =
                search.find(loginMaps, context.destinations().of(other, sender).address());
        if (user == null) {
            return owners.isEmpty() ? Verdict.Plain.DUNNO : refuse(sender, "not logged in");
        }
        if (owners.isEmpty() && kind == Kind.KNOWN
                || owners.isPresent() && isOwner(owners.get().value(), user)) {
            return Verdict.Plain.DUNNO;
        }
        return refuse(sender, "not owned by user " + user);
    }

    private static boolean isOwner(String owners, String user) {
        List<String> names = ValueSyntax.list(owners);
        return names.stream().anyMatch(name -> Folding.lowerCase(name).equals(Folding.lowerCase(user)));
    }

    private static Verdict refuse(Address sender, String why) {
        return new Verdict.Refuse(SmtpdFacts.rejected(553, "5.7.1", sender.toString(), ReplyClass.SENDER, why));
    }
}
