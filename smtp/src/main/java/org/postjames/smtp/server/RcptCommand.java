package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.esmtp.DsnNotify;
import org.postjames.esmtp.EhloKeyword;
import org.postjames.esmtp.XText;

/** RCPT TO. */
final class RcptCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (!session.mail.isOpen()) {
            return session.refuse("503 5.5.1 Error: need MAIL command");
        }
        if (session.mail.chunks.begun()) {
            return session.refuse("503 5.5.1 Error: RCPT after BDAT");
        }
        if (words.size() < 3 || !words.get(1).text().equalsIgnoreCase("to:")) {
            return session.refuse("501 5.5.4 Syntax: RCPT TO:<address>");
        }
        if (session.service.exceedsRate(session, ClientRates.Event.RECIPIENT)) {
            return session.refuse("450 4.7.1 Error: too many recipients from " + session.client.address());
        }
        Token argument = words.get(2);
        if (argument.malformed()) {
            return session.refuse("501 5.1.3 Bad recipient address syntax");
        }
        Optional<Address> address = EnvelopeAddress.parse(
                session, argument.text(), false, session.settings.strict821, session.mail.smtputf8);
        if (address.isEmpty()) {
            return session.refuse("501 5.1.3 Bad recipient address syntax");
        }
        Options options = new Options();
        for (Token word : words.subList(3, words.size())) {
            String problem = options.parse(session, word.text());
            if (!problem.isEmpty()) {
                return session.refuse(problem);
            }
        }
        return accept(session, address.get(), words, options);
    }

    /** The sender of our own probes is never refused: else two systems that probe each other would both say no. */
    private static boolean accept(Session session, Address given, List<Token> words, Options options)
            throws IOException {
        Optional<Address> verifySender = session.standAlone
                ? Optional.empty()
                : session.service.verifySender().recognise(given);
        Address address = verifySender.orElse(given);
        Transaction mail = session.mail;
        SmtpdSettings settings = session.settings;
        if (settings.recipientLimit > 0 && mail.recipientCount >= settings.recipientLimit) {
            session.reply("452 4.5.3 Error: too many recipients");
            return mail.overshoot++ < settings.recipientOvershootLimit;
        }
        if (settings.strictSmtputf8 && !mail.smtputf8 && !EnvelopeAddress.isAscii(address.toString())) {
            return session.refuse("553 5.6.7 Must declare SMTPUTF8 to send unicode address");
        }
        EnvelopeAddress.noteNonAscii(session, "recipient", address, mail.smtputf8);
        if (!session.standAlone) {
            Optional<SmtpReply> refusal = verifySender.isPresent() ? Optional.empty() : judge(session, address);
            session.recipientInQuestion = address;
            Optional<String> filtered = session.milters.rcpt(words, refusal);
            session.recipientInQuestion = null;
            if (filtered.isPresent()) {
                return session.refuse(filtered.get());
            }
        }
        if (!mail.hasDestination() && !MessageOpening.open(session)) {
            return false;
        }
        if (mail.proxy != null) {
            Optional<String> refused = mail.proxy.command(ProxyFilter.OK, session.commandLine);
            if (refused.isPresent()) {
                return session.refuse(refused.get());
            }
        }
        mail.recipientCount++;
        if (mail.firstRecipient == null) {
            mail.firstRecipient = address;
        }
        String orcpt =
                options.orcpt.isEmpty() ? "rfc822;" + unbracketed(words.get(2).text()) : options.orcpt;
        if (mail.message != null) {
            mail.message.recipient(address, orcpt, options.notify);
        }
        session.reply("250 2.1.5 Ok");
        return true;
    }

    /** What the restriction lists say of a recipient; the log names it. */
    static Optional<SmtpReply> judge(Session session, Address address) {
        session.recipientInQuestion = address;
        Optional<SmtpReply> refusal =
                session.checks.recipient(session.facts(session.helo, session.mail.sender, address));
        session.recipientInQuestion = null;
        return refusal;
    }

    private static String unbracketed(String external) {
        return external.startsWith("<") && external.endsWith(">")
                ? external.substring(1, external.length() - 1)
                : external;
    }

    /** The parameters of RCPT. // RFC 3461 4.1, 4.2 */
    private static final class Options {
        private String orcpt = "";
        private int notify;

        /** A refusal, or an empty text. */
        String parse(Session session, String word) {
            boolean isNotify = word.regionMatches(true, 0, "NOTIFY=", 0, 7);
            boolean isOrcpt = word.regionMatches(true, 0, "ORCPT=", 0, 6);
            if ((isNotify || isOrcpt) && session.discarded.contains(EhloKeyword.DSN)) {
                return "501 5.7.1 DSN support is disabled";
            }
            if (isNotify) {
                OptionalInt mask = DsnNotify.parse(word.substring(7), session::warn);
                if (notify != 0 || mask.isEmpty()) {
                    return "501 5.5.4 Error: Bad NOTIFY parameter syntax";
                }
                notify = mask.getAsInt();
                return "";
            }
            return isOrcpt ? orcpt(word.substring(6)) : "555 5.5.4 Unsupported option: " + word;
        }

        private String orcpt(String value) {
            Optional<String> decoded = XText.decodeOrcpt(value);
            if (!orcpt.isEmpty() || decoded.isEmpty()) {
                return "501 5.5.4 Error: Bad ORCPT parameter syntax";
            }
            orcpt = decoded.get();
            return "";
        }
    }
}
