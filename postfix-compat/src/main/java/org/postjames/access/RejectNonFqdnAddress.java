package org.postjames.access;

import org.postjames.address.Address;

/** {@code reject_non_fqdn_sender} and {@code reject_non_fqdn_recipient}: refuse addresses without a domain of at least two labels. */
record RejectNonFqdnAddress(ReplyClass replyClass, int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        Address address = replyClass == ReplyClass.SENDER ? facts.sender() : facts.recipient();
        if (address == null || address.isNull()) {
            return Verdict.Plain.DUNNO;
        }
        String domain = HostNames.withoutFinalDot(address.domain());
        boolean literal = domain.startsWith("[") && domain.endsWith("]");
        return literal || HostNames.isHostName(domain) && domain.indexOf('.') >= 0
                ? Verdict.Plain.DUNNO
                : new Verdict.Refuse(SmtpdFacts.rejected(
                        code, "4.5.2", address.toString(), replyClass, "need fully-qualified address"));
    }
}
