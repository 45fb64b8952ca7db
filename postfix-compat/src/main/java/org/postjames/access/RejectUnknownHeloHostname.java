package org.postjames.access;

import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answers.Status;
import org.postjames.dns.DnsUnavailableException;

/** {@code reject_unknown_helo_hostname}: refuse HELO names without address or MX record. */
record RejectUnknownHeloHostname(DnsResolver dns, int code, int invalidCode, boolean deferAtOnce)
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
        try {
            for (DnsResolver.Type type :
                    new DnsResolver.Type[] {DnsResolver.Type.A, DnsResolver.Type.AAAA, DnsResolver.Type.MX}) {
                if (dns.lookup(helo, type).status() == Status.FOUND) {
                    return Verdict.Plain.DUNNO;
                }
            }
            return new Verdict.Refuse(SmtpdFacts.rejected(code, "4.7.1", helo, ReplyClass.HELO, "Host not found"));
        } catch (DnsUnavailableException e) {
            SmtpReply reply = SmtpdFacts.rejected(450, "4.7.1", helo, ReplyClass.HELO, "Host not found");
            return deferAtOnce ? new Verdict.Refuse(reply) : new Verdict.DeferIfPermit(reply);
        }
    }
}
