package org.postjames.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.address.VerpDelimiters;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.Smtputf8;

/**
 * The envelope of a queued message: everything in its queue file that is not content.
 *
 * @param recipients those that are still to be tried
 * @param recipientCount how many there were when the file was written, for {@code nrcpt=}
 * @param created when the file was made; age and expiry count from here
 * @param attributes the named attributes
 * @param warnOffset where the record with the time of the delay notice stands, or 0
 * @param warnTime seconds since 1970 when the sender is to be told of the delay; 0 never, below 0 done
 * @param traceOffset where the record with {@code trace_flags} stands, or 0
 * @param filter the {@code transport:nexthop} of a content filter, or empty
 * @param verpDelimiters two characters, checked by {@link #withCheckedVerp}, that put each recipient into the sender of its copy, or empty
 * @param redirect the address that replaces all recipients, or empty
 */
record QueuedMessage(
        QueueId id,
        Address sender,
        List<Recipient> recipients,
        int recipientCount,
        QueueFileContent content,
        String envid,
        int dsnRet,
        String encoding,
        Smtputf8 smtputf8,
        Instant arrived,
        Instant created,
        Map<String, String> attributes,
        long warnOffset,
        long warnTime,
        long traceOffset,
        String verpDelimiters,
        String filter,
        String redirect) {
    private static final int SHOWN = 100;

    TraceFlags trace() {
        return TraceFlags.of(attributes);
    }

    Optional<VerpDelimiters> verp() {
        return verpDelimiters.isEmpty()
                ? Optional.empty()
                : Optional.of(new VerpDelimiters(verpDelimiters.charAt(0), verpDelimiters.charAt(1)));
    }

    /** Without a request for VERP that is nonsense. It is logged. // qmgr_message_read() */
    QueuedMessage withCheckedVerp(String verpDelimiterFilter, Consumer<String> warnings) {
        if (verpDelimiters.isEmpty()) {
            return this;
        }
        if (sender.isNull()) {
            warnings.accept(id + ": ignoring VERP request for null sender");
        } else if (VerpDelimiters.parse(verpDelimiters, verpDelimiterFilter).isEmpty()) {
            String shown = verpDelimiters.substring(0, Math.min(SHOWN, verpDelimiters.length()));
            warnings.accept(id + ": ignoring bad VERP request: \"" + shown + "\"");
        } else {
            return this;
        }
        return new QueuedMessage(
                id,
                sender,
                recipients,
                recipientCount,
                content,
                envid,
                dsnRet,
                encoding,
                smtputf8,
                arrived,
                created,
                attributes,
                warnOffset,
                warnTime,
                traceOffset,
                "",
                filter,
                redirect);
    }
}
