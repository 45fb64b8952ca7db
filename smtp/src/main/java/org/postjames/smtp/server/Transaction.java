package org.postjames.smtp.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postjames.access.DelegatedActions;
import org.postjames.address.Address;
import org.postjames.cleanup.CleanupSession;

/** One mail transaction: what MAIL and RCPT have said, and the message that is being written. */
final class Transaction {
    /** What has come by BDAT. */
    final Chunks chunks = new Chunks();

    final Forwarded forwarded = new Forwarded();

    final DelegatedActions actions = new DelegatedActions();

    @Nullable
    Address sender;

    @Nullable
    Address firstRecipient;

    @Nullable
    CleanupSession message;

    /** The before-queue filter that has this transaction; the message is in the queue only when it says so. */
    @Nullable
    ProxyFilter proxy;

    /** MAIL as the client sent it. */
    String mailCommand = "";

    @Nullable
    String saslSender;

    Instant arrival = Instant.EPOCH;
    /** Of the message that is, or was, being written; empty before the first. */
    String queueId = "";

    /** Names this transaction to policy servers; empty outside of one. */
    String instance = "";

    String envid = "";
    String encoding = "";
    /** Two characters, or empty. */
    String verpDelimiters = "";

    int dsnRet;
    boolean smtputf8;
    boolean localRewrite;
    long announcedSize;
    long receivedSize;
    int recipientCount;
    int overshoot;

    boolean isOpen() {
        return sender != null;
    }

    /** Whether the next stage, the queue or a before-queue filter, has this transaction. */
    boolean hasDestination() {
        return message != null || proxy != null;
    }

    /** The message vanishes, its envelope stays: the next RCPT opens another one. */
    void abandonMessage() {
        if (proxy != null) {
            proxy.close();
            proxy = null;
        }
        if (message != null) {
            message.close();
            message = null;
        }
        if (chunks.begun()) {
            chunks.fail();
        }
    }

    /** Forgets everything; a message that was not finished vanishes. // mail_reset(), rcpt_reset() */
    void reset() {
        resetMessage();
        firstRecipient = null;
        recipientCount = 0;
        overshoot = 0;
    }

    /** Forgets the message, but not how many recipients there were: so Postfix does after a last BDAT that was refused. // mail_reset() */
    void resetMessage() {
        abandonMessage();
        chunks.reset();
        actions.reset();
        forwarded.reset();
        sender = null;
        mailCommand = "";
        saslSender = null;
        queueId = "";
        instance = "";
        envid = "";
        encoding = "";
        verpDelimiters = "";
        dsnRet = 0;
        smtputf8 = false;
        announcedSize = 0;
        receivedSize = 0;
    }
}
