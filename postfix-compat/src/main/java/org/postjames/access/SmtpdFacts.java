package org.postjames.access;

import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;

/**
 * What is known about a session when a restriction list is asked. Facts that the client has not given yet are null.
 *
 * @param where the SMTP command, or {@code CONNECT}, {@code END-OF-MESSAGE}
 * @param session what only policy servers are told
 * @param subject what the list that is asked judges: the name in {@code <…>} of a reply
 * @param subjectClass which kind of thing that is
 * @param saslUsername the name under which the client has authenticated
 * @param certificate what the client showed in the TLS handshake
 * @param improperPipelining the client sent commands ahead of replies it had to wait for
 */
public record SmtpdFacts(
        ClientFacts client,
        @Nullable String helo,
        @Nullable Address sender,
        @Nullable Address recipient,
        @Nullable String etrnDomain,
        @Nullable String saslUsername,
        boolean encrypted,
        @Nullable ClientCertificate certificate,
        boolean improperPipelining,
        int recipientCount,
        String where,
        SessionFacts session,
        String subject,
        ReplyClass subjectClass) {

    /** The same facts for a list that judges something else. */
    public SmtpdFacts about(String newSubject, ReplyClass newClass) {
        return new SmtpdFacts(
                client,
                helo,
                sender,
                recipient,
                etrnDomain,
                saslUsername,
                encrypted,
                certificate,
                improperPipelining,
                recipientCount,
                where,
                session,
                newSubject,
                newClass);
    }

    /** Permitted by the restriction of that keyword. */
    Verdict permitted(String keyword, ReplyClass replyClass, String name) {
        return new Verdict.Permitted(keyword, replyClass, name, "");
    }

    /** {@code <subject>: CLASS rejected: why}. */
    SmtpReply rejected(int code, String dsn, String why) {
        return rejected(code, dsn, subject, subjectClass, why);
    }

    static SmtpReply rejected(int code, String dsn, String name, ReplyClass replyClass, String why) {
        return new SmtpReply(code, dsn, "<" + name + ">: " + replyClass + " rejected: " + why);
    }
}
