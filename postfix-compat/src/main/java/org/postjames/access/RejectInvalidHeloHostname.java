package org.postjames.access;

/** {@code reject_invalid_helo_hostname}: refuse HELO names that are no host names. */
record RejectInvalidHeloHostname(int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String helo = facts.helo();
        if (helo == null) {
            return Verdict.Plain.DUNNO;
        }
        if (helo.startsWith("[")) {
            return invalidAddress(helo, code);
        }
        String name = HostNames.withoutFinalDot(helo);
        return HostNames.isHostName(name) || HostNames.isHostAddress(name)
                ? Verdict.Plain.DUNNO
                : new Verdict.Refuse(SmtpdFacts.rejected(code, "5.5.2", helo, ReplyClass.HELO, "Invalid name"));
    }

    /** An address literal must be one. // reject_invalid_hostaddr() */
    static Verdict invalidAddress(String helo, int code) {
        boolean bracketed = helo.length() > 2 && helo.endsWith("]");
        return HostNames.isMailHostAddress(bracketed ? helo.substring(1, helo.length() - 1) : helo)
                ? Verdict.Plain.DUNNO
                : new Verdict.Refuse(SmtpdFacts.rejected(code, "5.5.2", helo, ReplyClass.HELO, "invalid ip address"));
    }
}
