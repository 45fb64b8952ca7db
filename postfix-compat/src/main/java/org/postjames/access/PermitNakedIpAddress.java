package org.postjames.access;

/** {@code permit_naked_ip_address}: permit clients that name themselves by an address without brackets. Says each time that it is old. */
record PermitNakedIpAddress(RestrictionContext context, int invalidCode) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        context.warn("restriction permit_naked_ip_address is deprecated."
                + " Use permit_mynetworks or permit_sasl_authenticated instead");
        String helo = facts.helo();
        if (helo == null || !helo.chars().allMatch(c -> "0123456789.:".indexOf(c) >= 0)) {
            return Verdict.Plain.DUNNO;
        }
        Verdict invalid = RejectInvalidHeloHostname.invalidAddress(helo, invalidCode);
        return invalid == Verdict.Plain.DUNNO
                ? facts.permitted("permit_naked_ip_address", ReplyClass.HELO, helo)
                : invalid;
    }
}
