package org.postjames.smtp.server;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.access.SmtpReply;
import org.postjames.cleanup.CleanupSession;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.milter.MilterConfiguration;
import org.postjames.milter.MilterParameters;
import org.postjames.milter.MilterPeer;
import org.postjames.milter.MilterReply;
import org.postjames.milter.Milters;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The mail filters of one SMTP session, and what becomes of their answers: a reply for the client, or nothing. // smtpd.c, check_milter_reply() */
final class SessionMilters {
    private final Session session;
    private @Nullable Milters milters;
    /** A filter has heard MAIL, so it must hear how the transaction ends. */
    private boolean inTransaction;

    private boolean heloRefused;

    SessionMilters(Session session) {
        this.session = session;
    }

    /** What all sessions of a service share. */
    record Settings(MilterConfiguration configuration, String list, Maps maps, String daemonName, String version) {
        static Settings of(PostfixConfig config, Tables tables) {
            return new Settings(
                    new MilterConfiguration(config),
                    config.get(MilterParameters.SMTPD_MILTERS),
                    tables.maps(config.get(MilterParameters.SMTPD_MILTER_MAPS)),
                    config.get(MilterParameters.MILTER_MACRO_DAEMON_NAME),
                    config.get(MilterParameters.MILTER_MACRO_V));
        }
    }

    /** Chooses the filters for this client; again after XCLIENT. // setup_milters() */
    void setUp() throws LostConnectionException {
        heloRefused = false;
        inTransaction = false;
        milters = null;
        Settings settings = session.service.milters();
        if (session.standAlone || !session.settings.origin.milters()) {
            return;
        }
        String list = forClient(settings).orElse(settings.list());
        if (list.isEmpty() || list.equalsIgnoreCase("DISABLE")) {
            return;
        }
        try {
            Milters chosen = settings.configuration().milters(list, session.service.log(), session.settings.program);
            chosen.macros(new SmtpdMacros(session));
            milters = chosen;
        } catch (IllegalArgumentException e) {
            session.service.log().log(session.settings.program, Severity.FATAL, String.valueOf(e.getMessage()));
            throw new LostConnectionException();
        }
    }

    private Optional<String> forClient(Settings settings) {
        try {
            return settings.maps().find(session.client.address());
        } catch (TableUnavailableException e) {
            session.warn(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** // MILTER_SKIP_FLAGS */
    private @Nullable Milters asked() {
        return session.mail.actions.discard() ? null : milters;
    }

    /** What the client is told, if anything. */
    private Optional<String> heed(Optional<MilterReply> reply) {
        if (reply.isEmpty()) {
            return Optional.empty();
        }
        return switch (reply.get()) {
            case MilterReply.Hold hold -> {
                session.mail.actions.requestHold();
                session.log("milter-hold", "milter triggers HOLD action");
                yield Optional.empty();
            }
            case MilterReply.Discard discard -> {
                session.mail.actions.requestDiscard();
                session.log("milter-discard", "milter triggers DISCARD action");
                yield Optional.empty();
            }
            case MilterReply.Shutdown shutdown -> rejected("421 4.7.0 Server closing connection");
            case MilterReply.Refuse refuse -> rejected(refuse.text());
        };
    }

    private Optional<String> rejected(String text) {
        session.log("milter-reject", text);
        return Optional.of(text);
    }

    /** The greeting instead of ours, if a filter does not want this client. A temporary refusal does not keep it from speaking. */
    Optional<String> connect() {
        Milters all = milters;
        if (all == null) {
            return Optional.empty();
        }
        String port = session.clientPort.equals("unknown") ? "0" : session.clientPort;
        Optional<String> refusal =
                heed(all.connect(new MilterPeer(session.client.name(), session.client.address(), port)));
        String hostname = session.settings.hostname;
        return refusal.flatMap(text -> text.startsWith("5")
                ? Optional.of("554 " + hostname + " ESMTP not accepting connections")
                : text.startsWith("421")
                        ? Optional.of("421 " + hostname + " Service unavailable - try again later")
                        : Optional.empty());
    }

    /** A filter's refusal is told to MAIL and what follows; only 421 counts at once. */
    Optional<String> helo(String name) {
        Milters all = asked();
        heloRefused = false;
        if (all == null) {
            return Optional.empty();
        }
        session.heloInQuestion = name;
        Optional<String> refusal = heed(all.helo(name));
        session.heloInQuestion = null;
        if (refusal.isPresent() && refusal.get().startsWith("421")) {
            return refusal;
        }
        heloRefused = refusal.isPresent() && refusal.get().startsWith("5");
        if (session.helo != null) {
            all.abort();
        }
        return Optional.empty();
    }

    /** Whether EHLO announces nothing but ENHANCEDSTATUSCODES. */
    boolean heloRefused() {
        return heloRefused;
    }

    Optional<String> mail(List<Token> words) {
        Milters all = asked();
        if (all == null) {
            return Optional.empty();
        }
        inTransaction = true;
        return heed(all.mail(arguments(words)));
    }

    /** @param refusal what the restriction lists say; a filter can only add to it */
    Optional<String> rcpt(List<Token> words, Optional<SmtpReply> refusal) {
        Milters all = asked();
        if (all == null) {
            return refusal.map(SmtpReply::toString);
        }
        if (refusal.isPresent()) {
            session.milterRejectText = refusal.get().toString();
            all.rejectedRcpt(arguments(words));
            session.milterRejectText = null;
            return refusal.map(SmtpReply::toString);
        }
        return heed(all.rcpt(arguments(words)));
    }

    /** The address as the client gave it, and the parameters. */
    private static List<String> arguments(List<Token> words) {
        return words.subList(2, words.size()).stream().map(Token::text).toList();
    }

    Optional<String> data() {
        Milters all = asked();
        return all == null ? Optional.empty() : heed(all.data());
    }

    Optional<String> unknown(String command) {
        Milters all = milters;
        return all == null ? Optional.empty() : heed(all.unknown(command));
    }

    /** A refusal that holds for every command since CONNECT or HELO. */
    Optional<String> persistent() {
        Milters all = milters;
        return all == null
                ? Optional.empty()
                : all.other().filter(MilterReply.Refuse.class::isInstance).map(reply -> ((MilterReply.Refuse) reply)
                        .text());
    }

    /** The same for commands that Sendmail refuses with 454. */
    Optional<String> persistentBeforeLogin() {
        return persistent().map(text -> text.startsWith("4") ? "454 4.3.0 Try again later" : text);
    }

    /** Tells cleanup that filters will see the message, or none. */
    void announce(CleanupSession message) {
        if (!session.standAlone) {
            message.smtpdMilters(asked() != null);
        }
    }

    void handOver(CleanupSession message) {
        Milters all = asked();
        if (all != null) {
            message.smtpdMilters(all);
        }
    }

    /** After a queue file error nobody knows what the filters still have to say: the client must go. */
    void lostStep() {
        if (milters != null) {
            session.accessDenied = "421 4.3.0 Mail system error";
        }
    }

    /** STARTTLS: what was said at EHLO is forgotten. */
    void forgetHelo() {
        if (milters != null && session.helo != null) {
            milters.abort();
        }
    }

    /** // mail_reset() */
    void endTransaction() {
        if (inTransaction && milters != null) {
            milters.abort();
        }
        inTransaction = false;
    }

    /** The session is over, or begins anew. */
    void disconnect() {
        if (milters != null) {
            milters.disconnect();
        }
    }
}
