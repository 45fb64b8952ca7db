package org.postjames.smtp.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postjames.log.MailLog;
import org.postjames.smtp.client.OutgoingResult.Outcome;

/** One message on its way over one or more servers: who is done, and what is known of the rest. // smtp_rcpt.c, smtp_trouble.c */
final class Attempt {
    final OutgoingMail mail;

    /** No other server is left: a temporary failure is final for now. */
    boolean finalServer;

    /** The words for recipients that no server was asked about. */
    Trouble why = Trouble.NONE;

    private final @Nullable OutgoingResult[] results;
    private final boolean[] kept;
    private final boolean softBounce;
    private final MailLog log;
    private final String program;
    private final long startedNanos = System.nanoTime();
    private long connectedNanos;

    Attempt(OutgoingMail mail, boolean softBounce, MailLog log, String program) {
        this.mail = mail;
        this.results = new @Nullable OutgoingResult[mail.recipients().size()];
        this.kept = new boolean[results.length];
        this.softBounce = softBounce;
        this.log = log;
        this.program = program;
    }

    /** The indices of the recipients that still want a server, for the next session. */
    List<Integer> left() {
        List<Integer> left = new ArrayList<>();
        Arrays.fill(kept, false);
        for (int i = 0; i < results.length; i++) {
            if (results[i] == null) {
                left.add(i);
            }
        }
        return left;
    }

    boolean isDone() {
        for (OutgoingResult result : results) {
            if (result == null) {
                return false;
            }
        }
        return true;
    }

    /** The connection is ready for MAIL: the third of {@code delays=} ends here. */
    void connected() {
        connectedNanos = System.nanoTime();
    }

    void sent(int recipient, SmtpConnection connection, ServerReply reply) {
        results[recipient] = result(
                Outcome.SENT,
                new Trouble(reply.dsn(), reply.text(), connection.host, "smtp; " + reply.text()),
                connection);
    }

    /** A failure of one recipient; another server may still take it if the failure is soft. */
    void failed(int recipient, SmtpConnection connection, Trouble trouble) {
        if (isSoft(trouble) && !finalServer) {
            log.info(program, mail.queueId() + ": " + trouble.reason());
            kept[recipient] = true;
            why = trouble;
        } else {
            settle(recipient, connection, trouble);
        }
    }

    /** A failure of all recipients that have no verdict in this session. */
    void allFailed(@Nullable SmtpConnection connection, Trouble trouble) {
        why = trouble;
        if (isSoft(trouble) && !finalServer) {
            log.info(program, mail.queueId() + ": " + trouble.reason());
            return;
        }
        for (int i = 0; i < results.length; i++) {
            if (!isMarked(i)) {
                settle(i, connection, trouble);
            }
        }
    }

    /** Whether the recipient has its verdict, at least for this session. */
    boolean isMarked(int recipient) {
        return results[recipient] != null || kept[recipient];
    }

    List<OutgoingResult> results() {
        List<OutgoingResult> all = new ArrayList<>(results.length);
        for (OutgoingResult result : results) {
            if (result == null) {
                throw new IllegalStateException("left-over recipients");
            }
            all.add(result);
        }
        return List.copyOf(all);
    }

    private boolean isSoft(Trouble trouble) {
        return trouble.isSoft() || softBounce;
    }

    private void settle(int recipient, @Nullable SmtpConnection connection, Trouble trouble) {
        results[recipient] = result(trouble.isSoft() ? Outcome.DEFERRED : Outcome.BOUNCED, trouble, connection);
    }

    private OutgoingResult result(Outcome outcome, Trouble words, @Nullable SmtpConnection connection) {
        long setup = (connectedNanos == 0 ? System.nanoTime() : connectedNanos) - startedNanos;
        return new OutgoingResult(
                outcome,
                words.dsn(),
                words.reason(),
                connection == null ? "none" : connection.nameAddressPort(),
                words.remoteMta(),
                words.diagnostic(),
                connection != null && connection.features.dsn(),
                Duration.ofNanos(setup),
                connection == null ? 1 : connection.uses + 1);
    }
}
