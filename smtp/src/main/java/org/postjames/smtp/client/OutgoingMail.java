package org.postjames.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.queuefile.Smtputf8;

/**
 * One message for one next hop.
 *
 * @param queueId for the log
 * @param size what {@code SIZE=} announces, in bytes
 * @param encoding {@code 7bit}, {@code 8bit} or empty
 * @param dsnRet 0 not given, 1 FULL, 2 HDRS
 * @param attributes the queue file's: {@code log_client_name} and its like are told to servers that want to know
 * @param verifyOnly ask whether the recipients would be taken, and send nothing
 */
public record OutgoingMail(
        String queueId,
        String nexthop,
        Address sender,
        List<To> recipients,
        Content content,
        long size,
        String envid,
        int dsnRet,
        String encoding,
        Smtputf8 smtputf8,
        boolean verifyOnly,
        Instant arrived,
        Map<String, String> attributes) {
    /** The same message in another envelope. */
    OutgoingMail withEnvelope(Address otherSender, List<To> otherRecipients) {
        return new OutgoingMail(
                queueId,
                nexthop,
                otherSender,
                otherRecipients,
                content,
                size,
                envid,
                dsnRet,
                encoding,
                smtputf8,
                verifyOnly,
                arrived,
                attributes);
    }

    /** One recipient with what was asked of its delivery report. */
    public record To(Address address, Address original, String dsnOrcpt, int dsnNotify) {}

    /** The message with LF line ends. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }
}
