package org.postjames.smtp.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientCertificate;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.MailDate;

/** Our own Received: header. // smtpd.c, common_pre_message_handling() */
final class ReceivedHeader {
    private ReceivedHeader() {}

    private static String certificate(Session session, @Nullable ClientCertificate shown) {
        if (shown == null) {
            return session.service.asksForCertificates()
                    ? "(Client did not present a certificate)"
                    : "(No client certificate requested)";
        }
        return "(Client CN \"" + Escapes.comment(shown.commonName()) + "\", Issuer \""
                + Escapes.comment(shown.issuerName()) + "\" (" + (shown.trusted() ? "verified OK" : "not verified")
                + "))";
    }

    /** @param queueId empty while a before-queue filter has the message */
    static List<String> lines(Session session, String queueId) {
        Transaction mail = session.mail;
        SmtpdSettings settings = session.settings;
        List<String> lines = new ArrayList<>(5);
        String helo = session.helo == null ? session.client.name() : session.helo;
        lines.add("Received: from " + helo + " (" + session.client.name() + " [" + session.literalAddress() + "])");
        if (settings.tlsReceivedHeader && session.tls != null) {
            TlsFacts tls = session.tls;
            // Postfix differs: it also names key exchange and signature, because the JDK does not tell them
            lines.add("\t(using " + tls + ")");
            lines.add("\t" + certificate(session, tls.certificate()));
        }
        if (settings.saslHeader && session.saslUsername != null) {
            lines.add("\t(Authenticated sender: " + Escapes.comment(session.saslUsername) + ")");
        }
        boolean esmtp = session.isExtended(); // RFC 3848 is about ESMTP and LMTP only
        String utf8 = session.settings.lmtp ? "UTF8LMTP" : "UTF8SMTP"; // RFC 6531 4.3
        String with = (mail.smtputf8 ? utf8 : session.protocol)
                + (esmtp && session.tls != null ? "S" : "")
                + (esmtp && session.saslUsername != null ? "A" : "");
        String by = "\tby " + settings.hostname + " (" + settings.mailName + ") with " + with
                + (queueId.isEmpty() ? "" : " id " + queueId);
        String date = MailDate.format(mail.arrival, session.service.clock().getZone());
        if (mail.recipientCount == 1 && mail.firstRecipient != null) {
            lines.add(by);
            lines.add("\tfor <" + AddressSyntax.quote822(mail.firstRecipient) + ">; " + date);
        } else {
            lines.add(by + ";");
            lines.add("\t" + date);
        }
        return lines;
    }
}
