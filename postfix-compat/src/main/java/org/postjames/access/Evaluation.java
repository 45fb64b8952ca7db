package org.postjames.access;

import org.jspecify.annotations.Nullable;
import org.postjames.log.MailLog;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;

/** What a session's restriction lists have left behind so far: noted deferrals and delegated actions; and how a refusal is logged. */
final class Evaluation {
    private static final int REPLY_LIMIT = 510;

    private final DelegatedActions actions;
    private final ContextLog contextLog;
    private final MailLog log;
    private final String program;
    private final boolean softBounce;
    private final StringList loggedPermissions;
    private final boolean utf8;
    private @Nullable SmtpReply deferIfPermit;
    private @Nullable SmtpReply deferIfReject;

    Evaluation(DelegatedActions actions, ContextLog contextLog, RestrictionContext context, StringList permissions) {
        this.actions = actions;
        this.contextLog = contextLog;
        this.log = context.log();
        this.program = context.program();
        this.loggedPermissions = permissions;
        this.utf8 = context.config().get(AccessParameters.SMTPUTF8_ENABLE);
        this.softBounce = context.config().get(org.postjames.config.GlobalParameters.SOFT_BOUNCE);
    }

    DelegatedActions actions() {
        return actions;
    }

    @Nullable
    SmtpReply deferIfPermit() {
        return deferIfPermit;
    }

    @Nullable
    SmtpReply deferIfReject() {
        return deferIfReject;
    }

    void restoreDeferIfPermit(@Nullable SmtpReply reply) {
        deferIfPermit = reply;
    }

    void resetDeferIfReject() {
        deferIfReject = null;
    }

    void warn(@Nullable String text) {
        log.warning(program, String.valueOf(text));
    }

    boolean isVerbose() {
        return contextLog.isVerbose();
    }

    void verbose(String text) {
        contextLog.verbose(text);
    }

    /** Tells a log that wants to know. */
    void decided(String restriction, Verdict verdict) {
        if (log instanceof RestrictionObserver observer) {
            observer.decided(restriction, verdict instanceof Verdict.Refuse(SmtpReply reply) ? reply.toString() : "OK");
        }
    }

    /** Turns a restriction's verdict into what it means for the list: OK, DUNNO, or Refuse with the final reply. */
    Verdict settle(Verdict verdict, boolean warn) {
        return switch (verdict) {
            case Verdict.Plain plain -> plain;
            case Verdict.Refuse(SmtpReply reply) -> refuse(reply, warn);
            case Verdict.ServerError(SmtpReply reply) -> refuse(reply, false);
            case Verdict.DeferIfPermit(SmtpReply reply) -> {
                if (warn) {
                    yield refuse(reply, true);
                }
                deferIfPermit = deferIfPermit == null ? reply : deferIfPermit;
                yield Verdict.Plain.DUNNO;
            }
            case Verdict.DeferIfReject(SmtpReply reply) -> {
                deferIfReject = deferIfReject == null ? reply : deferIfReject;
                yield Verdict.Plain.DUNNO;
            }
            case Verdict.Act act -> perform(act);
            case Verdict.Permitted permitted -> permit(permitted);
            case Verdict.NeverOk never -> throw new IllegalStateException("a list settles what it guards: " + never);
            case Verdict.Ask ask -> throw new IllegalStateException("a list is evaluated, not settled: " + ask);
        };
    }

    /** Logs a permission if that is wanted, and if nothing has overruled it already. // smtpd_acl_permit() */
    private Verdict permit(Verdict.Permitted permitted) {
        try {
            if (deferIfPermit == null && loggedPermissions.matches(permitted.action())) {
                contextLog.log(
                        "permit",
                        "action=" + permitted.action() + " for " + permitted.subjectClass() + "=" + permitted.subject()
                                + " " + permitted.details());
            }
        } catch (TableUnavailableException e) {
            warn(e.getMessage());
        }
        return Verdict.Plain.OK;
    }

    /** What must not permit has done so. */
    Verdict forbid(Verdict.NeverOk never) {
        warn("restriction " + never.restriction() + " returns OK for " + never.target());
        warn("this is not allowed for security reasons");
        warn("use DUNNO instead of OK if you want to make an exception");
        return settle(Verdict.serverConfigurationError(), false);
    }

    private Verdict perform(Verdict.Act act) {
        if (act.action() == AccessAction.HOLD && actions.hold()) {
            return Verdict.Plain.DUNNO;
        }
        if (act.action() != AccessAction.PREPEND) {
            contextLog.log(act.action().verb(), act.logText());
        }
        actions.add(act.action(), act.argument());
        return act.action() == AccessAction.DISCARD ? Verdict.Plain.OK : Verdict.Plain.DUNNO;
    }

    /** Logs the refusal and gives it its final form. // smtpd_check.c, smtpd_check_reject() */
    Verdict refuse(SmtpReply wanted, boolean warn) {
        SmtpReply reply = valid(wanted);
        if (!warn && deferIfReject != null && reply.code() >= 500) {
            SmtpReply earlier = deferIfReject;
            deferIfReject = null;
            return refuse(earlier, false);
        }
        int code = softBounce && reply.code() >= 500 ? reply.code() - 100 : reply.code();
        String dsn = (char) ('0' + code / 100) + reply.dsn().substring(1);
        int room = REPLY_LIMIT - 5 - dsn.length();
        String text = reply.text().length() > room ? reply.text().substring(0, room) : reply.text();
        SmtpReply result = new SmtpReply(code, dsn, HostNames.printable(text, ' ', utf8));
        contextLog.log(warn ? "reject_warning" : "reject", result.toString());
        return warn ? Verdict.Plain.DUNNO : new Verdict.Refuse(result);
    }

    private SmtpReply valid(SmtpReply reply) {
        if (reply.code() < 400 || reply.code() > 599) {
            warn("SMTP reply code configuration error: " + reply);
            return new SmtpReply(450, "4.7.1", "Service unavailable");
        }
        return reply;
    }
}
