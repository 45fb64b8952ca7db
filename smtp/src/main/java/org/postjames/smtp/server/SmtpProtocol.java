package org.postjames.smtp.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.access.SmtpReply;

/** Talks to one client from greeting to goodbye. // smtpd.c, smtpd_proto() and smtpd_service() */
final class SmtpProtocol {
    private final Session session;
    private final SmtpdSettings settings;
    private final CommandCounts counts = new CommandCounts();

    SmtpProtocol(Session session) {
        this.session = session;
        this.settings = session.settings;
    }

    /** Runs the session to its end. */
    void run() {
        session.info("connect from " + session.clientName());
        String reason = null;
        try {
            session.service.authorize(session);
            session.service.classify(session);
            session.milters.setUp();
            if (session.service.wrapperMode() && !session.unidentified && !session.standAlone && session.tls == null) {
                if (session.service.refusesTls(session)) {
                    session.warn("Refusing TLS service request from " + session.clientName() + " for service "
                            + session.service.name());
                    return;
                }
                session.service.startTls(session);
            }
            if (!session.hangup) {
                converse();
            }
            session.wire.flush();
        } catch (SocketTimeoutException e) {
            reason = "timeout";
            say("421 4.4.2 " + settings.hostname + " Error: timeout exceeded");
        } catch (LocalDataException e) {
            session.info(session.queueId() + ": reject: " + session.where + " from " + session.clientName()
                    + ": 421 4.3.0 " + settings.hostname + " Server local data error");
            say("421 4.3.0 " + settings.hostname + " Server local data error");
        } catch (TooManyErrors e) {
            reason = "too many errors";
        } catch (IOException e) {
            reason = "lost connection";
            if (session.service.isClosing()) {
                say("421 4.3.2 " + settings.hostname + " Service shutting down");
            }
        } finally {
            logEnd(reason);
            session.milters.forgetHelo();
            session.resetMail();
            session.history.end(reason);
            session.milters.disconnect();
            session.info("disconnect from " + session.clientName() + counts);
        }
    }

    /** Ends a session; control flow of the rare case only. */
    private static final class TooManyErrors extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private void say(String lastWords) {
        try {
            session.reply(lastWords);
            session.wire.flush();
        } catch (IOException e) {
            session.hangup = true; // it has gone meanwhile
        }
    }

    private void logEnd(@Nullable String reason) {
        if (reason == null) {
            return;
        }
        if (session.where.equals("DATA content")) {
            session.info(reason + " after DATA (" + session.mail.receivedSize + " bytes) from " + session.clientName());
        } else if (session.where.equals("BDAT content")) {
            session.info(reason + " after BDAT (" + session.mail.chunks.received(session.mail.receivedSize)
                    + " bytes) from " + session.clientName());
        } else if (!session.where.equals("END-OF-MESSAGE") || !reason.equals("lost connection")) {
            session.info(reason + " after " + session.where + " from " + session.clientName());
        }
    }

    private void converse() throws IOException {
        do {
            session.restart = false;
            if (!greet()) {
                return;
            }
            boolean more = true;
            while (more && !session.hangup && !session.restart) {
                more = serveOne();
            }
        } while (session.restart);
    }

    private boolean greet() throws IOException {
        if (session.unidentified) {
            session.reply("421 4.3.0 " + settings.hostname + " Server local error");
            return false;
        }
        if (!session.standAlone
                && session.tls == null
                && !session.improperPipelining
                && session.flagImproperPipelining()
                && settings.forbidUnauthPipelining) {
            session.reply("554 5.5.0 Error: SMTP protocol synchronization");
            return false;
        }
        Optional<String> refusal = session.service.connectionRefusal(session);
        if (refusal.isPresent()) {
            session.reply(refusal.get());
            return false;
        }
        session.service.tables().discardKeywords(session);
        session.accessDenied = null;
        if (!session.standAlone && !session.service.policy().delayReject()) {
            Optional<SmtpReply> denied = session.checks.client(session.facts(session.helo, null, null));
            if (denied.isPresent()) {
                session.accessDenied = denied.get().toString();
                session.reply(session.accessDenied);
                session.errors++;
                return true;
            }
        }
        Optional<String> refused = session.milters.connect();
        if (refused.isPresent()) {
            session.reply(refused.get());
            session.errors += refused.get().startsWith("5") ? 1 : 0;
            return true;
        }
        session.reply("220 " + settings.banner);
        return true;
    }

    /** Reads one command and does what it says; false when the session is over. */
    private boolean serveOne() throws IOException {
        if (session.service.isClosing()) {
            // Postfix differs: smtpd(8) would end with its process, because our sessions end with the server
            session.reply("421 4.3.2 " + settings.hostname + " Service shutting down");
            return false;
        }
        if (session.errors >= settings.hardErrorLimit) {
            session.reply("421 4.7.0 " + settings.hostname + " Error: too many errors");
            session.wire.flush();
            throw new TooManyErrors();
        }
        session.wire.expectCommand();
        session.wire.readRecord(settings.lineLimit);
        String line = session.wire.text();
        boolean bare = session.wire.bareNewline();
        session.history.in(line);
        if (!session.wire.complete()) {
            session.wire.skipLine();
            session.warn(session.clientName() + ": request longer than " + settings.lineLimit + ": "
                    + session.printable(line.substring(0, Math.min(30, line.length()))) + "...");
        }
        if (bare && session.bareNewline == SmtpdSettings.BareNewline.REJECT) {
            session.log("reject", "bare <LF> received");
            session.reply(settings.bareNewlineCode + " 5.5.2 " + settings.hostname + " Error: bare <LF> received");
            return false;
        }
        if (settings.smtputf8 && !Utf8.isValid(line)) {
            session.reply("500 5.5.2 Error: bad UTF-8 syntax");
            session.errors++;
            return true;
        }
        int nul = line.indexOf('\0');
        String given = nul < 0 ? line : line.substring(0, nul);
        String filtered = session.service.tables().filtered(session, given);
        session.commandLine = filtered;
        return execute(filtered, filtered.equals(given) ? line : filtered);
    }

    /**
     * @param whole the line with what a NUL byte hides
     */
    private boolean execute(String line, String whole) throws IOException {
        List<Token> words = Token.split(line);
        if (words.isEmpty()) {
            session.reply("500 5.5.2 Error: bad syntax");
            session.errors++;
            return true;
        }
        String word = words.getFirst().text();
        if (!settings.noopCommands.isEmpty() && settings.noopCommands.matches(word)) {
            session.reply("250 2.0.0 Ok");
            countJunk();
            return true;
        }
        CommandTable entry = CommandTable.find(word, settings.lmtp);
        counts.given(entry);
        if (entry == null && isForbidden(word, whole)) {
            return false;
        }
        if (session.accessDenied != null && entry != CommandTable.QUIT) {
            denyAgain(session.accessDenied);
            return true;
        }
        if (entry == null) {
            session.reply(session.milters.unknown(word).orElse("500 5.5.2 Error: command not recognized"));
            session.errors++;
            return true;
        }
        if (session.service.enforcesTls() && !session.standAlone && session.tls == null && !entry.beforeTls) {
            session.reply("530 5.7.0 Must issue a STARTTLS command first");
            session.errors++;
            return true;
        }
        return perform(entry, words);
    }

    private boolean perform(CommandTable entry, List<Token> words) throws IOException {
        session.where = entry.name();
        boolean mustWait = entry.last || !session.isExtended();
        if (!session.standAlone
                && mustWait
                && !session.improperPipelining
                && session.flagImproperPipelining()
                && settings.forbidUnauthPipelining) {
            session.reply("554 5.5.0 Error: SMTP protocol synchronization");
            return false;
        }
        if (entry.command.run(session, words)) {
            counts.succeeded(entry);
        } else {
            session.errors++;
        }
        if (session.restart) {
            counts.retract(entry);
            return true;
        }
        if (entry.limited) {
            countJunk();
        }
        return entry != CommandTable.QUIT;
    }

    private void countJunk() {
        if (session.junk++ > settings.junkLimit) {
            session.errors++;
        }
    }

    private void denyAgain(String denied) throws IOException {
        if (denied.startsWith("21", 1)) {
            session.reply(denied);
            return;
        }
        session.reply("503 5.7.0 Error: access denied for " + session.clientName()); // RFC 5321 3.1
        session.errors++;
    }

    /** A web browser or the like: what follows would be nonsense. */
    private boolean isForbidden(String word, String line) throws IOException {
        session.where = "UNKNOWN";
        if (!isHeader(word) && !settings.forbiddenCommands.matches(word)) {
            return false;
        }
        String escaped = Escapes.escape(line);
        session.warn("non-SMTP command from " + session.clientName() + ": "
                + escaped.substring(0, Math.min(100, escaped.length())));
        session.reply("221 2.7.0 Error: I can break rules, too. Goodbye.");
        return true;
    }

    private static boolean isHeader(String word) {
        int colon = word.indexOf(':');
        return colon > 0 && word.chars().limit(colon).allMatch(c -> c > ' ' && c < 127);
    }
}
