package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.esmtp.EhloKeyword;

/**
 * BDAT: a chunk of the message, and with LAST the end of it. A chunk that is refused is read all the same, so that client and server stay in step;
 * after it the rest of the message is thrown away until LAST or RSET. // RFC 3030, smtpd.c, bdat_cmd()
 */
final class BdatCommand implements SmtpCommand {
    private static final int FRAGMENT = 4096; // VSTREAM_BUFSIZE

    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.discarded.contains(EhloKeyword.CHUNKING)) {
            // what follows would be the chunk, hence 521, which ends the session
            return session.refuse("521 5.5.1 Error: command not implemented");
        }
        long size = size(words);
        if (size < 0) {
            session.warn(session.queueId() + ": malformed BDAT command syntax from " + session.clientName() + ": "
                    + commandLine(session));
            return session.refuse("521 5.5.4 Syntax: BDAT count [LAST]");
        }
        session.wire.expectContent();
        boolean last = words.size() == 3;
        Optional<String> refusal = refusal(session, size, last);
        if (refusal.isPresent()) {
            return skip(session, size, last, refusal.get());
        }
        return accept(session, size, last);
    }

    /** -1 if the command is malformed. */
    private static long size(List<Token> words) {
        if (words.size() < 2
                || words.size() > 3
                || words.size() == 3 && !words.get(2).text().equalsIgnoreCase("LAST")) {
            return -1;
        }
        String digits = words.get(1).text();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1; // more than 63 bits
        }
    }

    private static String commandLine(Session session) {
        String line = session.commandLine;
        return session.printable(line.substring(0, Math.min(100, line.length())));
    }

    private static Optional<String> refusal(Session session, long size, boolean last) {
        Transaction mail = session.mail;
        if (size == 0 && !last) {
            session.warn(session.queueId() + ": null BDAT request from " + session.clientName());
            return Optional.of("551 5.7.1 Null BDAT request");
        }
        if (mail.chunks.failed()) {
            return Optional.of("551 5.0.0 Discarded " + size + " bytes after earlier error");
        }
        if (!mail.chunks.begun()) {
            if (mail.recipientCount == 0) {
                return Optional.of(
                        mail.isOpen() ? "554 5.5.1 Error: no valid recipients" : "503 5.5.1 Error: need RCPT command");
            }
            Optional<String> refusal = MessageContent.beforeContent(session, "DATA");
            if (refusal.isPresent()) {
                return refusal;
            }
            if (!mail.hasDestination()) {
                return Optional.of("503 5.5.1 Error: need RCPT command"); // as DATA
            }
        }
        long limit = session.settings.messageSizeLimit;
        if (limit > 0 && mail.receivedSize > limit - size) {
            session.warn(
                    session.queueId() + ": BDAT request from " + session.clientName() + " exceeds message size limit");
            return Optional.of("552 5.3.4 Chunk exceeds message size limit");
        }
        return Optional.empty();
    }

    private static boolean accept(Session session, long size, boolean last) throws IOException {
        Chunks chunks = session.mail.chunks;
        MessageContent content = chunks.content();
        if (content == null) {
            content = new MessageContent(session, true);
            chunks.begin(content, session.settings.lineLimit);
        }
        session.where = "BDAT content";
        Wire wire = session.wire;
        for (long left = size; left > 0; left -= FRAGMENT) {
            chunks.beginFragment(session.mail.receivedSize);
            for (long missing = Math.min(left, FRAGMENT); missing > 0; missing -= wire.length()) {
                wire.readBytes(missing);
                chunks.take(content, wire.buffer(), wire.start(), wire.length());
            }
            chunks.endFragment();
        }
        if (last) {
            chunks.end(content);
            session.where = "END-OF-MESSAGE";
            return content.finish(session.mail.receivedSize + " bytes ", session.mail.recipientCount);
        }
        if (content.failed()) {
            int recipients = session.mail.recipientCount;
            content.finish("", 1);
            session.mail.chunks.fail();
            if (session.settings.lmtp) {
                session.mail.recipientCount = recipients; // LAST has to answer for them
            }
            return false;
        }
        session.reply("250 2.0.0 Ok: " + size + " bytes");
        return true;
    }

    /** Reads a chunk for nothing. */
    private static boolean skip(Session session, long size, boolean last, String reply) throws IOException {
        Wire wire = session.wire;
        for (long left = size; left > 0; left -= wire.length()) {
            wire.readBytes(left);
        }
        session.replyToMessage(reply, last ? session.mail.recipientCount : 1);
        if (last && session.settings.lmtp) {
            session.mail.reset();
        } else if (last) {
            session.mail.resetMessage();
        } else {
            session.mail.chunks.fail();
        }
        return false;
    }
}
