package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.esmtp.EhloKeyword;

/** VRFY. */
final class VrfyCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        SmtpdSettings settings = session.settings;
        if (settings.vrfyDisabled) {
            return session.refuse("502 5.5.1 VRFY command is disabled");
        }
        boolean smtputf8 = settings.smtputf8
                && !session.discarded.contains(EhloKeyword.SMTPUTF8)
                && words.size() > 1
                && words.getLast().text().equalsIgnoreCase("SMTPUTF8"); // RFC 6531 3.7.4.2
        List<Token> rest = smtputf8 ? words.subList(0, words.size() - 1) : words;
        if (rest.size() < 2) {
            return session.refuse("501 5.5.4 Syntax: VRFY address" + (settings.smtputf8 ? " [SMTPUTF8]" : ""));
        }
        Optional<String> refused = session.milters.persistent();
        if (refused.isPresent()) {
            return session.refuse(refused.get());
        }
        String argument = HeloCommand.joined(rest);
        Optional<Address> address = EnvelopeAddress.parse(session, argument, false, false, smtputf8);
        if (address.isEmpty()) {
            return session.refuse("501 5.1.3 Bad recipient address syntax");
        }
        if (!smtputf8
                && settings.strictSmtputf8
                && !EnvelopeAddress.isAscii(address.get().toString())) {
            session.resetMail();
            return session.refuse("553 5.6.7 Must declare SMTPUTF8 to send unicode address");
        }
        if (!session.standAlone) {
            Optional<SmtpReply> refusal = RcptCommand.judge(session, address.get());
            if (refusal.isPresent()) {
                session.reply(refusal.get());
                return false;
            }
        }
        session.reply("252 2.0.0 " + argument);
        return true;
    }
}
