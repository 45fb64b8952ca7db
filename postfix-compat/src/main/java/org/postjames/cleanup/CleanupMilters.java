package org.postjames.cleanup;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.milter.MilterConfiguration;
import org.postjames.milter.MilterParameters;
import org.postjames.milter.MilterReply;
import org.postjames.milter.Milters;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.SizeRecord;
import org.postjames.table.Maps;
import org.postjames.table.Tables;

/**
 * The mail filters of one message: those of the SMTP session that brought it, or {@code non_smtpd_milters}, to whom the session is acted out.
 * // cleanup_milter.c
 */
final class CleanupMilters {
    private static final String PROGRAM = "cleanup";

    /** What is the same for all messages. */
    record Settings(MilterConfiguration configuration, String nonSmtpd, Maps headerChecks, MilterFacts.Settings facts) {
        static Settings of(PostfixConfig config, Tables tables) {
            MilterConfiguration configuration = new MilterConfiguration(config);
            String nonSmtpd = config.get(MilterParameters.NON_SMTPD_MILTERS);
            return new Settings(
                    configuration,
                    nonSmtpd,
                    tables.maps(config.get(CleanupParameters.MILTER_HEADER_CHECKS)),
                    MilterFacts.Settings.of(config));
        }
    }

    private final Settings settings;
    private final Milters milters;
    private final boolean own;
    private final Problems problems;
    private final MilterFacts facts;
    private final MilterHeaderChecks checks;
    private boolean hold;
    private boolean discard;

    private CleanupMilters(
            Settings settings, Milters milters, boolean own, EnvelopeWriter envelope, Problems problems, String id) {
        this.settings = settings;
        this.milters = milters;
        this.own = own;
        this.problems = problems;
        this.facts = new MilterFacts(settings.facts(), envelope, id);
        this.checks = new MilterHeaderChecks(settings.headerChecks(), facts, problems);
        milters.macros(facts);
    }

    /** The filters of an SMTP session. */
    static CleanupMilters of(
            Settings settings, Milters session, EnvelopeWriter envelope, Problems problems, String id) {
        return new CleanupMilters(settings, session.forMessage(PROGRAM), false, envelope, problems, id);
    }

    /** {@code non_smtpd_milters}. */
    static CleanupMilters own(Settings settings, MailLog log, EnvelopeWriter envelope, Problems problems, String id) {
        Milters milters = settings.configuration().milters(settings.nonSmtpd(), log, PROGRAM);
        return new CleanupMilters(settings, milters, true, envelope, problems, id);
    }

    boolean isHeld() {
        return hold || checks.isHeld();
    }

    boolean isDiscarded() {
        return discard || checks.isDiscarded();
    }

    /** Whether filters are still asked. // CLEANUP_MILTER_OK() */
    private boolean asks() {
        return problems.none() && !isDiscarded();
    }

    /** Acts out connection, EHLO and MAIL. // cleanup_milter_emul_mail() */
    void mail(Address sender) {
        if (!own || !asks()) {
            return;
        }
        Optional<MilterReply> reply = milters.connect(facts.peer());
        if (reply.isPresent()) {
            apply("CONNECT", reply.get());
            return;
        }
        reply = milters.helo(facts.helo());
        if (reply.isPresent()) {
            apply("EHLO", reply.get());
            return;
        }
        milters.mail(List.of(facts.mail(sender))).ifPresent(r -> apply("MAIL", r));
    }

    /** Acts out RCPT. A filter cannot refuse one of several recipients here. // cleanup_milter_emul_rcpt() */
    void rcpt(Address recipient) {
        if (!own || !asks()) {
            return;
        }
        Optional<MilterReply> reply = milters.rcpt(List.of(facts.rcpt(recipient)));
        if (reply.isPresent() && apply("RCPT", reply.get())) {
            problems.warning("milter configuration error: can't reject recipient in non-smtpd(8) submission");
            problems.warning("message not accepted, try again later");
            problems.refuse(CleanupStatus.DEFER, new SmtpReply(451, "4.3.5", "Server configuration error"));
        }
    }

    /**
     * Shows the complete message to the filters and changes it as they ask.
     *
     * @return the sizes of the file afterwards
     */
    SizeRecord inspect(
            MessageWriter message,
            MessageRecords records,
            NewQueueFile file,
            EnvelopeWriter envelope,
            SizeRecord sizes) {
        if (own && asks()) {
            milters.data().ifPresent(r -> apply("DATA", r));
        }
        EditPlaces places = records.places();
        if (!asks() || places == null) {
            return sizes;
        }
        QueueFileEdits edits = new QueueFileEdits(
                new QueueFileEdits.Target(records, message, file, envelope, problems), places, checks, sizes);
        milters.message(edits::content, message.hiddenHeaders(), edits).ifPresent(r -> apply("END-OF-MESSAGE", r));
        try {
            edits.finish();
        } catch (IOException e) {
            problems.writeError(e);
        }
        SizeRecord changed = edits.sizes();
        if (!changed.equals(sizes)) {
            records.complete(changed);
        }
        return changed;
    }

    /** Logs an answer and does what it says. @return whether it refuses the message. // cleanup_milter_apply() */
    private boolean apply(String event, MilterReply reply) {
        if (reply.equals(checks.reply()) || isDiscarded() || !problems.none()) {
            return false; // that was said already
        }
        switch (reply) {
            case MilterReply.Hold h -> {
                if (!isHeld()) {
                    hold = true;
                    log("milter-hold", event, "milter triggers HOLD action");
                }
            }
            case MilterReply.Discard d -> {
                discard = true;
                log("milter-discard", event, "milter triggers DISCARD action");
            }
            case MilterReply.Shutdown s -> log("milter-reject", event, CleanupStatus.CONTENT.text);
            case MilterReply.Refuse refuse -> {
                String text = refuse.text();
                log("milter-reject", event, text.substring(Math.min(4, text.length())));
                problems.refuse(
                        refuse.temporary() ? CleanupStatus.DEFER : CleanupStatus.CONTENT,
                        new SmtpReply(
                                Integer.parseInt(text.substring(0, 3)),
                                "",
                                text.substring(Math.min(4, text.length()))));
                return true;
            }
        }
        return false;
    }

    private void log(String action, String event, String text) {
        problems.info(facts.line(action, event, text, false));
    }

    /** The message is over. The filters of an SMTP session go on. */
    void end() {
        if (own) {
            milters.disconnect();
        }
    }
}
