package org.postjames.access;

import org.postjames.dns.DnsResolver;

/** {@code reject_unknown_helo_hostname}: refuse HELO names without address or MX record. */
record RejectUnknownHeloHostname(RestrictionContext context, int code, int invalidCode, boolean deferAtOnce)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String helo = facts.helo();
        if (helo == null) {
            return Verdict.Plain.DUNNO;
        }
        if (helo.startsWith("[")) {
            return RejectInvalidHeloHostname.invalidAddress(helo, invalidCode);
        }
        DomainLookup found =
                DomainLookup.any(context, helo, DnsResolver.Type.A, DnsResolver.Type.AAAA, DnsResolver.Type.MX);
        return switch (found.status()) {
            case OK, NULL_MX -> Verdict.Plain.DUNNO;
            case POLICY -> {
                context.warn(helo + ": address or MX lookup error: DNS reply filter drops all results");
                yield Verdict.Plain.DUNNO;
            }
            case NOT_FOUND ->
                new Verdict.Refuse(SmtpdFacts.rejected(code, "4.7.1", helo, ReplyClass.HELO, "Host not found"));
            case INVALID ->
                new Verdict.Refuse(
                        SmtpdFacts.rejected(code, "4.7.1", helo, ReplyClass.HELO, "Malformed DNS server reply"));
            case RETRY -> {
                SmtpReply reply = SmtpdFacts.rejected(450, "4.7.1", helo, ReplyClass.HELO, "Host not found");
                yield deferAtOnce ? new Verdict.Refuse(reply) : new Verdict.DeferIfPermit(reply);
            }
        };
    }
}
