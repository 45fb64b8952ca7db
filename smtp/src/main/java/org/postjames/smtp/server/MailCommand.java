package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;

/** MAIL FROM. */
final class MailCommand implements SmtpCommand {
    private static final double SPACE_FACTOR = 1.5;

    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.settings.heloRequired && session.helo == null) {
            return session.refuse("503 5.5.1 Error: send " + (session.settings.lmtp ? "LHLO" : "HELO/EHLO") + " first");
        }
        if (session.mail.isOpen()) {
            session.mail.smtputf8 =
                    false; // so it is with Postfix: a MAIL that fails takes the first one's SMTPUTF8 along
            return session.refuse("503 5.5.1 Error: nested MAIL command");
        }
        if (session.mail.chunks.begun()) {
            return session.refuse("503 5.5.1 Error: MAIL after BDAT");
        }
        if (words.size() < 3 || !words.get(1).text().equalsIgnoreCase("from:")) {
            return session.refuse("501 5.5.4 Syntax: MAIL FROM:<address>");
        }
        if (session.service.exceedsRate(session, ClientRates.Event.MESSAGE)) {
            return session.refuse("450 4.7.1 Error: too much mail from " + session.client.address());
        }
        if (words.get(2).malformed()) {
            return session.refuse("501 5.1.7 Bad sender address syntax");
        }
        MailOptions options = new MailOptions(session);
        options.findSmtputf8(words);
        Optional<Address> parsed =
                EnvelopeAddress.parse(session, words.get(2).text(), true, session.settings.strict821, options.smtputf8);
        Optional<Address> sender = parsed;
        if (sender.isEmpty()) {
            return session.refuse("501 5.1.7 Bad sender address syntax");
        }
        Optional<String> problem = options.parse(words);
        if (problem.isPresent()) {
            return session.refuse(problem.get());
        }
        Optional<SmtpReply> tooBig = size(session, sender.get(), options);
        if (tooBig.isPresent()) {
            session.reply(tooBig.get());
            return false;
        }
        if (!options.verpDelimiters.isEmpty() && sender.get().isNull()) {
            return session.refuse("503 5.5.4 Error: XVERP requires non-null sender");
        }
        if (!session.standAlone) {
            sender = session.service.verifySender().recognise(sender.get()).or(() -> parsed);
        }
        Optional<String> refusal = judge(session, sender.get(), options, words);
        if (refusal.isPresent()) {
            session.resetMail();
            session.reply(refusal.get());
            return false;
        }
        open(session, sender.get(), options);
        if (!session.settings.delayOpen && !MessageOpening.open(session)) {
            session.resetMail();
            return false;
        }
        session.reply("250 2.1.0 Ok");
        return true;
    }

    /** // smtpd_check_size() */
    private static Optional<SmtpReply> size(Session session, Address sender, MailOptions options) {
        long limit = session.settings.messageSizeLimit;
        if (limit <= 0 || options.size <= limit) {
            return Optional.empty();
        }
        session.senderInQuestion = sender;
        SmtpReply reply = session.checks.refuse(new SmtpReply(552, "5.3.4", "Message size exceeds fixed limit"));
        session.senderInQuestion = null;
        return Optional.of(reply);
    }

    private static Optional<String> judge(Session session, Address sender, MailOptions options, List<Token> words)
            throws IOException {
        SmtpdSettings settings = session.settings;
        session.senderInQuestion = sender;
        try {
            if (!session.standAlone && !session.service.policy().delayReject()) {
                Optional<SmtpReply> refusal =
                        session.checks.sender(session.facts(session.helo, sender, session.mail.firstRecipient));
                if (refusal.isPresent()) {
                    return refusal.map(SmtpReply::toString);
                }
            }
            Optional<String> filtered = session.milters.mail(words);
            if (filtered.isPresent()) {
                return filtered;
            }
        } finally {
            session.senderInQuestion = null;
        }
        if (settings.strictSmtputf8 && !options.smtputf8 && !EnvelopeAddress.isAscii(sender.toString())) {
            return Optional.of("553 5.6.7 Must declare SMTPUTF8 to send unicode address");
        }
        EnvelopeAddress.noteNonAscii(session, "sender", sender, options.smtputf8);
        return session.standAlone ? Optional.empty() : queueSpace(session).map(SmtpReply::toString);
    }

    /** // smtpd_check_queue() */
    private static Optional<SmtpReply> queueSpace(Session session) throws IOException {
        SmtpdSettings settings = session.settings;
        if (session.proxy().isPresent() && !session.proxy().get().speedAdjust()) {
            return Optional.empty(); // nothing is kept here
        }
        long free = session.service.queueSpace();
        if (free > settings.queueMinfree && free / SPACE_FACTOR > settings.messageSizeLimit) {
            return Optional.empty();
        }
        SmtpReply reply = session.checks.refuse(new SmtpReply(452, "4.3.1", "Insufficient system storage"));
        session.warn("not enough free space in mail queue: " + free + " bytes < 1.5*message size limit");
        return Optional.of(reply);
    }

    private static void open(Session session, Address sender, MailOptions options) {
        Transaction mail = session.mail;
        mail.sender = sender;
        mail.mailCommand = session.commandLine;
        mail.encoding = options.encoding;
        mail.envid = options.envid;
        mail.dsnRet = options.dsnRet;
        mail.verpDelimiters = options.verpDelimiters;
        mail.smtputf8 = options.smtputf8;
        mail.announcedSize = options.size;
        mail.arrival = session.service.clock().instant();
        mail.instance = PolicyFacts.instance(mail.arrival);
        mail.localRewrite = session.standAlone || session.service.rewritesLocally(session);
    }
}
