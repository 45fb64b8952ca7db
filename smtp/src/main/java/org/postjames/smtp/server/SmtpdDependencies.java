package org.postjames.smtp.server;

import java.time.Clock;
import org.postjames.cleanup.Cleanup;
import org.postjames.dns.DnsResolver;
import org.postjames.log.MailLog;
import org.postjames.table.Tables;

/**
 * What an SMTP server needs of the rest of the mail system. One for all smtpd services of a configuration snapshot.
 *
 * @param cleanup takes the messages
 * @param routing where mail for an address goes, and whether the address exists
 */
public record SmtpdDependencies(
        Cleanup cleanup,
        Tables tables,
        Routing routing,
        DnsResolver dns,
        SaslAuthenticator authenticator,
        MailLog log,
        Clock clock) {}
