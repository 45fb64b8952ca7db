package org.postjames.access;

import org.postjames.address.Address;
import org.postjames.dns.DnsResolver;
import org.postjames.rewrite.MidnaDomain;
import org.postjames.table.TableUnavailableException;

/** {@code reject_unknown_sender_domain} and {@code reject_unknown_recipient_domain}: refuse addresses to which no mail could be sent. */
record RejectUnknownAddressDomain(ReplyClass replyClass, RestrictionContext context, int code, boolean deferAtOnce)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        boolean isSender = replyClass == ReplyClass.SENDER;
        Address address = isSender ? facts.sender() : facts.recipient();
        Address other = isSender ? facts.recipient() : facts.sender();
        if (address == null || isSender && address.isNull()) {
            return Verdict.Plain.DUNNO;
        }
        RestrictionContext.Destination destination =
                context.destinations().of(other == null ? Address.NULL : other, address);
        String domain = destination.address().domain();
        if (domain.isEmpty() || destination.isFinal() || domain.startsWith("[") && domain.endsWith("]")) {
            return Verdict.Plain.DUNNO;
        }
        return judge(
                MidnaDomain.toAscii(domain, warning -> {}).orElse(domain),
                address.toString(),
                isSender ? "4.1.8" : "4.1.2");
    }

    private Verdict judge(String domain, String name, String dsn) {
        boolean isSender = replyClass == ReplyClass.SENDER;
        DomainLookup found = lookUp(domain);
        return switch (found.status()) {
            case OK -> Verdict.Plain.DUNNO;
            case POLICY -> {
                context.warn(domain + ": MX or address lookup error: DNS reply filter drops all results");
                yield Verdict.Plain.DUNNO;
            }
            case NULL_MX ->
                new Verdict.Refuse(SmtpdFacts.rejected(
                        isSender ? 550 : 556,
                        isSender ? "4.7.27" : "4.1.10",
                        name,
                        replyClass,
                        "Domain " + domain + " does not accept mail (nullMX)"));
            case NOT_FOUND -> new Verdict.Refuse(SmtpdFacts.rejected(code, dsn, name, replyClass, "Domain not found"));
            case INVALID ->
                new Verdict.Refuse(SmtpdFacts.rejected(code, dsn, name, replyClass, "Malformed DNS server reply"));
            case RETRY -> {
                SmtpReply reply = SmtpdFacts.rejected(450, dsn, name, replyClass, "Domain not found");
                yield deferAtOnce ? new Verdict.Refuse(reply) : new Verdict.DeferIfPermit(reply);
            }
        };
    }

    /** MX records that say no decide; otherwise an address will do. */
    private DomainLookup lookUp(String domain) {
        DomainLookup mx = DomainLookup.of(context, domain, DnsResolver.Type.MX);
        return switch (mx.status()) {
            case OK, NULL_MX, INVALID, POLICY -> mx;
            case NOT_FOUND, RETRY -> {
                DomainLookup host = DomainLookup.any(context, domain, DnsResolver.Type.A, DnsResolver.Type.AAAA);
                boolean hostDecides =
                        host.status() == DomainLookup.Status.OK || host.status().compareTo(mx.status()) >= 0;
                yield hostDecides ? host : mx;
            }
        };
    }
}
