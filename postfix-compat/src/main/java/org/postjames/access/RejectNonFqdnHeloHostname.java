package org.postjames.access;

/** {@code reject_non_fqdn_helo_hostname}: refuse HELO names without domain. */
record RejectNonFqdnHeloHostname(int code, int invalidCode) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String helo = facts.helo();
        if (helo == null) {
            return Verdict.Plain.DUNNO;
        }
        if (helo.startsWith("[")) {
            return RejectInvalidHeloHostname.invalidAddress(helo, invalidCode);
        }
        String name = HostNames.withoutFinalDot(helo);
        return HostNames.isHostName(name) && name.indexOf('.') >= 0
                ? Verdict.Plain.DUNNO
                : new Verdict.Refuse(
                        SmtpdFacts.rejected(code, "5.5.2", helo, ReplyClass.HELO, "need fully-qualified hostname"));
    }
}
