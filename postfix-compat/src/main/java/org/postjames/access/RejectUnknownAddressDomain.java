package org.postjames.access;

import org.postjames.address.Address;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.dns.DnsResolver.Answers.Status;
import org.postjames.dns.DnsUnavailableException;
import org.postjames.table.TableUnavailableException;

/** {@code reject_unknown_sender_domain} and {@code reject_unknown_recipient_domain}: refuse addresses to which no mail could be sent. */
record RejectUnknownAddressDomain(
        ReplyClass replyClass,
        RestrictionContext.Destinations destinations,
        DnsResolver dns,
        int code,
        boolean deferAtOnce)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        boolean isSender = replyClass == ReplyClass.SENDER;
        Address address = isSender ? facts.sender() : facts.recipient();
        Address other = isSender ? facts.recipient() : facts.sender();
        if (address == null || address.isNull()) {
            return Verdict.Plain.DUNNO;
        }
        RestrictionContext.Destination destination = destinations.of(other == null ? Address.NULL : other, address);
        String domain = destination.address().domain();
        if (domain.isEmpty() || destination.isFinal() || domain.startsWith("[") && domain.endsWith("]")) {
            return Verdict.Plain.DUNNO;
        }
        String name = address.toString();
        String dsn = isSender ? "4.1.8" : "4.1.2";
        try {
            Answers mx = dns.lookup(domain, DnsResolver.Type.MX);
            if (isNullMx(mx)) { // RFC 7505
                return new Verdict.Refuse(SmtpdFacts.rejected(
                        isSender ? 550 : 556,
                        isSender ? "4.7.27" : "4.1.10",
                        name,
                        replyClass,
                        "Domain " + domain + " does not accept mail (nullMX)"));
            }
            if (mx.status() == Status.FOUND
                    || dns.lookup(domain, DnsResolver.Type.A).status() == Status.FOUND
                    || dns.lookup(domain, DnsResolver.Type.AAAA).status() == Status.FOUND) {
                return Verdict.Plain.DUNNO;
            }
            return new Verdict.Refuse(SmtpdFacts.rejected(code, dsn, name, replyClass, "Domain not found"));
        } catch (DnsUnavailableException e) {
            SmtpReply reply = SmtpdFacts.rejected(450, dsn, name, replyClass, "Domain not found");
            return deferAtOnce ? new Verdict.Refuse(reply) : new Verdict.DeferIfPermit(reply);
        }
    }

    private static boolean isNullMx(Answers mx) {
        return mx.records().size() == 1
                && (mx.records().getFirst().data().isEmpty()
                        || mx.records().getFirst().data().equals("."));
    }
}
