package org.postjames.smtp.server;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientCertificate;
import org.postjames.access.SessionFacts;
import org.postjames.esmtp.XText;

/** What policy servers are told of a session. // smtpd_check.c, check_policy_service() */
final class PolicyFacts {
    private static final AtomicInteger TRANSACTIONS = new AtomicInteger();
    private static final long PID = ProcessHandle.current().pid();

    private PolicyFacts() {}

    static SessionFacts of(Session session) {
        Transaction mail = session.mail;
        return new SessionFacts(
                session.protocol,
                session.clientPort,
                session.serverAddress,
                session.serverPort,
                mail.queueId,
                mail.instance,
                mail.receivedSize > 0 ? mail.receivedSize : mail.announcedSize,
                new SessionFacts.Login(known(session.saslMethod), known(session.saslUsername), known(mail.saslSender)),
                encryption(session.tls));
    }

    private static SessionFacts.Encryption encryption(@Nullable TlsFacts tls) {
        if (tls == null) {
            return SessionFacts.Encryption.NONE;
        }
        ClientCertificate shown = tls.certificate();
        if (shown == null) {
            return new SessionFacts.Encryption(tls.protocol(), tls.cipher(), tls.usedBits(), "", "", "", "");
        }
        return new SessionFacts.Encryption(
                tls.protocol(),
                tls.cipher(),
                tls.usedBits(),
                shown.trusted() ? XText.encode(shown.commonName()) : "",
                shown.trusted() ? XText.encode(shown.issuerName()) : "",
                shown.fingerprint(),
                shown.keyFingerprint());
    }

    private static String known(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Process, seconds, microseconds and a running number, in hexadecimal digits. */
    static String instance(Instant arrival) {
        return "%x.%x.%x.%x"
                .formatted(PID, arrival.getEpochSecond(), arrival.getNano() / 1000, TRANSACTIONS.getAndIncrement());
    }
}
