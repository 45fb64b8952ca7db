package org.postjames.smtp.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.postjames.esmtp.EhloKeyword;

/** EHLO, and what is announced. */
final class EhloCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (words.size() < 2) {
            return session.refuse("501 Syntax: EHLO hostname");
        }
        return introduce(session, HeloCommand.joined(words));
    }

    /** What EHLO and LHLO have in common. */
    static boolean introduce(Session session, String name) throws IOException {
        if (!HeloCommand.greet(session, name)) {
            return false;
        }
        session.protocol = session.settings.lmtp ? Session.LMTP : "ESMTP";
        // smtpd.c, ehlo_cmd(): with ENHANCEDSTATUSCODES among them nothing is said
        if (!session.discarded.isEmpty()
                && !session.discarded.contains(EhloKeyword.SILENT)
                && !session.discarded.contains(EhloKeyword.ENHANCEDSTATUSCODES)) {
            session.info("discarding EHLO keywords: " + EhloKeyword.words(session.discarded));
        }
        if (session.discardedUnknown) {
            session.warn("don't know what EHLO features to announce to " + session.clientName());
            throw new LocalDataException();
        }
        List<String> lines = announced(session);
        for (int i = 0; i < lines.size(); i++) {
            session.reply("250" + (i + 1 < lines.size() ? '-' : ' ') + lines.get(i));
        }
        return true;
    }

    private static List<String> announced(Session session) throws LocalDataException {
        SmtpdSettings settings = session.settings;
        List<String> lines = new ArrayList<>(12);
        lines.add(settings.hostname);
        if (session.milters.heloRefused()) {
            add(lines, session, EhloKeyword.ENHANCEDSTATUSCODES, true, "ENHANCEDSTATUSCODES");
            return lines;
        }
        add(lines, session, EhloKeyword.PIPELINING, true, "PIPELINING");
        long limit = settings.messageSizeLimit;
        add(lines, session, EhloKeyword.SIZE, true, limit > 0 ? "SIZE " + limit : "SIZE");
        add(lines, session, EhloKeyword.VRFY, !settings.vrfyDisabled, "VRFY");
        add(lines, session, EhloKeyword.ETRN, !settings.lmtp, "ETRN"); // an SMTP extension, RFC 1985
        add(lines, session, EhloKeyword.STARTTLS, session.service.offersTls() && session.tls == null, "STARTTLS");
        String mechanisms = session.sasl == null ? "" : session.sasl.mechanisms();
        if (!mechanisms.isEmpty() && !session.service.isSaslException(session.client)) {
            add(lines, session, EhloKeyword.AUTH, true, "AUTH " + mechanisms);
            add(lines, session, EhloKeyword.AUTH, settings.brokenAuthClients, "AUTH=" + mechanisms);
        }
        add(lines, session, EhloKeyword.VERP, VerpOption.isAnnounced(session), VerpOption.KEYWORD);
        add(
                lines,
                session,
                EhloKeyword.XCLIENT,
                session.xclientAllowed,
                "XCLIENT NAME ADDR PROTO HELO REVERSE_NAME PORT LOGIN DESTADDR DESTPORT");
        add(
                lines,
                session,
                EhloKeyword.XFORWARD,
                session.xforwardAllowed,
                "XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT");
        add(lines, session, EhloKeyword.ENHANCEDSTATUSCODES, true, "ENHANCEDSTATUSCODES");
        add(lines, session, EhloKeyword.EIGHT_BIT_MIME, true, "8BITMIME");
        add(lines, session, EhloKeyword.DSN, true, "DSN");
        add(lines, session, EhloKeyword.SMTPUTF8, settings.smtputf8, "SMTPUTF8");
        add(lines, session, EhloKeyword.CHUNKING, true, "CHUNKING");
        return lines;
    }

    private static void add(List<String> lines, Session session, EhloKeyword keyword, boolean wanted, String line) {
        if (wanted && !session.discarded.contains(keyword)) {
            lines.add(line);
        }
    }
}
