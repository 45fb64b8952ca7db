package org.postjames.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postjames.address.Address;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.esmtp.DsnNotify;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.smtp.client.OutgoingMail;
import org.postjames.smtp.client.OutgoingResult;
import org.postjames.smtp.client.SmtpClient;
import org.postjames.table.TableUnavailableException;

/** Sends mail to other hosts by SMTP or to mail stores by LMTP, for one master.cf service. // smtp(8) */
public final class SmtpAgent implements AutoCloseable {
    private final SmtpClient client;
    private final ClientFlags flags;
    private final StatusFilter filter;
    private final MailLog log;
    private final String program;

    /** Takes the client over. */
    SmtpAgent(SmtpClient client, ClientFlags flags, StatusFilter filter, MailLog log, String program) {
        this.client = client;
        this.flags = flags;
        this.filter = filter;
        this.log = log;
        this.program = program;
    }

    public List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
        if (!flags.problem().isEmpty()) {
            log.log(program, Diagnostic.Severity.FATAL, flags.problem());
            return all(request, Outcome.DEFERRED, "4.3.0", "mail transport unavailable");
        }
        return filter.apply(judge(request));
    }

    private List<RecipientStatus> judge(DeliveryRequest request) throws InterruptedException {
        if (!flags.singleRecipientFlag().isEmpty() && request.recipients().size() > 1) {
            log.warning(
                    program,
                    "flag `" + flags.singleRecipientFlag() + "' requires " + request.transport()
                            + "_destination_recipient_limit = 1");
            return all(request, Outcome.DEFERRED, "4.3.5", "mail system configuration error");
        }
        Recipient first = request.recipients().getFirst();
        try {
            if (flags.deliveredTo() && wasDelivered(request, client.external(first.address()))) {
                return all(request, Outcome.BOUNCED, "5.4.6", "mail forwarding loop for " + first.address());
            }
            return send(request, flags.addsHeaders() ? headers(request, first) : new byte[0]);
        } catch (IOException e) {
            return all(request, Outcome.DEFERRED, "4.3.0", "queue file read error");
        } catch (TableUnavailableException e) {
            log.warning(program, String.valueOf(e.getMessage()));
            return all(request, Outcome.DEFERRED, "4.3.0", "local data error");
        }
    }

    private static boolean wasDelivered(DeliveryRequest request, Address address) throws IOException {
        return DeliveredHeaders.read(request.content())
                .contains(address.toString().toLowerCase(Locale.ROOT));
    }

    /** In the order of mail_copy.c. // smtp_out_add_headers() */
    private byte[] headers(DeliveryRequest request, Recipient first) throws TableUnavailableException {
        DeliveryHeaders headers = new DeliveryHeaders();
        if (flags.returnPath()) {
            headers.returnPath(client.external(request.sender()));
        }
        if (flags.originalTo()) {
            headers.originalTo(client.external(first.original()), true);
        }
        if (flags.deliveredTo()) {
            headers.deliveredTo(client.external(first.address()));
        }
        return headers.bytes();
    }

    private static List<RecipientStatus> all(DeliveryRequest request, Outcome outcome, String dsn, String reason) {
        return request.recipients().stream()
                .map(r -> RecipientStatus.of(r, outcome, request.transport(), dsn, reason))
                .toList();
    }

    private List<RecipientStatus> send(DeliveryRequest request, byte[] before) throws InterruptedException {
        List<OutgoingMail.To> to = new ArrayList<>(request.recipients().size());
        for (Recipient recipient : request.recipients()) {
            to.add(new OutgoingMail.To(
                    recipient.address(), recipient.original(), recipient.dsnOrcpt(), recipient.dsnNotify()));
        }
        List<OutgoingResult> results = client.deliver(new OutgoingMail(
                request.queueId().text(),
                request.nexthop(),
                request.sender(),
                to,
                () -> before.length == 0
                        ? request.content().open()
                        : new SequenceInputStream(
                                new ByteArrayInputStream(before),
                                request.content().open()),
                request.content().size(),
                request.envid(),
                request.dsnRet(),
                request.encoding(),
                request.smtputf8(),
                request.traceOnly(),
                request.arrived(),
                request.attributes()));
        List<RecipientStatus> statuses = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            statuses.add(status(request.recipients().get(i), results.get(i)));
        }
        return List.copyOf(statuses);
    }

    private RecipientStatus status(Recipient recipient, OutgoingResult result) {
        boolean relayed = result.serverNotifies() || !flags.finalDelivery();
        Outcome outcome =
                switch (result.outcome()) {
                    case SENT -> Outcome.SENT;
                    case DEFERRED -> Outcome.DEFERRED;
                    case BOUNCED -> Outcome.BOUNCED;
                };
        return new RecipientStatus(
                result.serverNotifies() ? withoutSuccess(recipient) : recipient,
                outcome,
                result.dsn(),
                result.reason(),
                result.relay(),
                result.remoteMta(),
                result.diagnostic(),
                outcome == Outcome.SENT && relayed ? "relayed" : "",
                result.connectionSetup(),
                result.connectionUse());
    }

    /** The next server tells the sender of success. // smtp_rcpt_done() */
    private static Recipient withoutSuccess(Recipient r) {
        return new Recipient(r.address(), r.original(), r.dsnOrcpt(), r.dsnNotify() & ~DsnNotify.SUCCESS, r.offset());
    }

    @Override
    public void close() {
        client.close();
    }
}
