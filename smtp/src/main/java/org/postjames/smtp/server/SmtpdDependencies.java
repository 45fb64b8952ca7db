package org.postjames.smtp.server;

import java.io.IOException;
import java.time.Clock;
import org.postjames.access.AddressVerifier;
import org.postjames.cleanup.Cleanup;
import org.postjames.control.ControlReply;
import org.postjames.dns.DnsResolver;
import org.postjames.log.MailLog;
import org.postjames.table.Tables;

/**
 * What an SMTP server needs of the rest of the mail system. One for all smtpd services of a configuration snapshot.
 *
 * @param cleanup takes the messages
 * @param routing where mail for an address goes, and whether the address exists
 * @param flush delivers what waits for a domain, for ETRN
 * @param anvil counts what clients do
 */
public record SmtpdDependencies(
        Cleanup cleanup,
        Tables tables,
        Routing routing,
        DnsResolver dns,
        SaslAuthenticator authenticator,
        MailLog log,
        Clock clock,
        Flush flush,
        AddressVerifier verifier,
        Anvil anvil) {
    /** Without address verification, and without statistics in the log. */
    public SmtpdDependencies(
            Cleanup cleanup,
            Tables tables,
            Routing routing,
            DnsResolver dns,
            SaslAuthenticator authenticator,
            MailLog log,
            Clock clock,
            Flush flush) {
        this(
                cleanup,
                tables,
                routing,
                dns,
                authenticator,
                log,
                clock,
                flush,
                AddressVerifier.TRUSTING,
                Anvil.silent(clock));
    }

    /** The same, with another taker of the messages. */
    public SmtpdDependencies with(Cleanup other) {
        return new SmtpdDependencies(other, tables, routing, dns, authenticator, log, clock, flush, verifier, anvil);
    }

    /** Tries again to deliver the mail that waits for one domain. // flush_clnt.c, flush_send_site() */
    @FunctionalInterface
    public interface Flush {
        /** OK, DENY for a domain that is not in {@code fast_flush_domains}, or FAIL. */
        ControlReply site(String domain) throws IOException;
    }
}
