package org.postjames.access;

import org.postjames.address.Address;
import org.postjames.table.Folding;
import org.postjames.table.TableUnavailableException;

/** {@code permit_auth_destination}: permit mail for our own domains and for {@code relay_domains}. */
record PermitAuthDestination(RestrictionContext.Destinations destinations, OldDefaults oldDefaults)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        return facts.recipient() != null && isAuthorized(destinations, facts, oldDefaults)
                ? facts.permitted("permit_auth_destination", ReplyClass.RECIPIENT, String.valueOf(facts.recipient()))
                : Verdict.Plain.DUNNO;
    }

    /** Source-routed addresses ({@code user%elsewhere@here}, {@code elsewhere!user@here}) are never authorized. */
    static boolean isAuthorized(RestrictionContext.Destinations destinations, SmtpdFacts facts, OldDefaults oldDefaults)
            throws TableUnavailableException {
        Address recipient = facts.recipient();
        if (recipient == null) {
            return false;
        }
        RestrictionContext.Destination destination =
                destinations.of(facts.sender() == null ? Address.NULL : facts.sender(), recipient);
        boolean authorized = !destination.isRouted() && (destination.isFinal() || destination.isRelay());
        if (authorized && !destination.isFinal()) {
            oldDefaults.acceptsRelayDomain(
                    Folding.lowerCase(destination.address().domain()));
        }
        return authorized;
    }
}
