package org.postjames.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.mailbox.MailboxWriteException;
import org.postjames.mailbox.MaildirWriter;
import org.postjames.mailbox.MboxWriter;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.table.TableUnavailableException;

/** Delivers to Maildirs and mbox files that belong to no account of the system. // virtual(8) */
public final class VirtualAgent {
    private static final String PROGRAM = "virtual";
    private static final String CONFIGURATION = "mail system configuration error";

    /** {@code virtual_mailbox_maps}, {@code virtual_uid_maps}, {@code virtual_gid_maps}. */
    public record VirtualTables(AddressTable mailboxes, AddressTable uids, AddressTable gids) {}

    private final PostfixConfig config;
    private final VirtualTables tables;
    private final MaildirWriter maildirs;
    private final MboxWriter mboxes;
    private final UserRights rights;
    private final StatusFilter filter;
    private final MailLog log;
    private final Clock clock;

    VirtualAgent(
            PostfixConfig config,
            VirtualTables tables,
            MaildirWriter maildirs,
            UserRights rights,
            StatusFilter filter,
            MailLog log,
            Clock clock) {
        this.config = config;
        this.tables = tables;
        this.maildirs = maildirs;
        this.mboxes =
                new MboxWriter(LockSettings.of(config, config.get(DeliveryParameters.VIRTUAL_MAILBOX_LOCK)), clock);
        this.rights = rights;
        this.filter = filter;
        this.log = log;
        this.clock = clock;
    }

    public List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
        List<RecipientStatus> statuses = new ArrayList<>(request.recipients().size());
        for (Recipient recipient : request.recipients()) {
            statuses.add(filter.apply(deliver(request, recipient)));
        }
        return List.copyOf(statuses);
    }

    private RecipientStatus deliver(DeliveryRequest request, Recipient recipient) throws InterruptedException {
        Address user = Address.of(recipient.address().toString().toLowerCase(Locale.ROOT));
        try {
            Optional<String> mailbox = tables.mailboxes().find(user);
            if (mailbox.isEmpty()) {
                return status(request, recipient, Outcome.BOUNCED, "5.1.1", "unknown user: \"" + user + "\"");
            }
            OptionalInt uid = id(user, "uid", tables.uids(), config.get(DeliveryParameters.VIRTUAL_MINIMUM_UID));
            if (uid.isEmpty()) {
                return status(request, recipient, Outcome.DEFERRED, "4.3.5", CONFIGURATION);
            }
            OptionalInt gid = id(user, "gid", tables.gids(), 1);
            if (gid.isEmpty()) {
                return status(request, recipient, Outcome.DEFERRED, "4.3.5", CONFIGURATION);
            }
            return write(
                    request,
                    recipient,
                    config.get(DeliveryParameters.VIRTUAL_MAILBOX_BASE) + "/" + mailbox.get(),
                    uid.getAsInt(),
                    gid.getAsInt());
        } catch (TableUnavailableException e) {
            log.warning(PROGRAM, "table lookup problem: " + e.getMessage());
            return status(request, recipient, Outcome.DEFERRED, "4.3.5", CONFIGURATION);
        }
    }

    private OptionalInt id(Address user, String kind, AddressTable table, int minimum)
            throws TableUnavailableException {
        String parameter = "virtual_" + kind + "_maps";
        Optional<String> found = table.find(user);
        if (found.isEmpty()) {
            log.warning(PROGRAM, "recipient " + user + ": not found in " + parameter);
            return OptionalInt.empty();
        }
        int id = number(found.get());
        if (id < minimum) {
            log.warning(PROGRAM, "recipient " + user + ": bad " + kind + " " + found.get() + " in " + parameter);
            return OptionalInt.empty();
        }
        return OptionalInt.of(id);
    }

    /** As atol(3): what is no number counts as 0. */
    private static int number(String text) {
        int end = 0;
        while (end < text.length() && end < 9 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(text.substring(0, end));
    }

    private RecipientStatus write(DeliveryRequest request, Recipient recipient, String mailbox, int uid, int gid)
            throws InterruptedException {
        boolean maildir = mailbox.endsWith("/");
        if (request.traceOnly()) {
            return status(
                    request, recipient, Outcome.SENT, "2.0.0", maildir ? "delivers to maildir" : "delivers to mailbox");
        }
        DeliveryHeaders headers = new DeliveryHeaders();
        if (!maildir) {
            headers.from(request.sender(), clock.instant());
        }
        byte[] prefix = headers.returnPath(request.sender())
                .originalTo(recipient.original(), config.get(GlobalParameters.ENABLE_ORIGINAL_RECIPIENT))
                .deliveredTo(recipient.address())
                .bytes();
        long limit = config.get(DeliveryParameters.VIRTUAL_MAILBOX_LIMIT);
        Path path = Path.of(mailbox);
        try {
            Optional<Path> written = rights.write(uid, gid, path, () -> {
                if (maildir) {
                    return maildirs.deliver(path, prefix, request.content()::copyTo, null, limit);
                }
                checkOwner(path, uid);
                mboxes.append(path, prefix, request.content()::copyTo, null, limit);
                return path;
            });
            if (maildir) {
                written.ifPresent(maildirs::announce);
            }
            return status(
                    request,
                    recipient,
                    Outcome.SENT,
                    "2.0.0",
                    maildir ? "delivered to maildir" : "delivered to mailbox");
        } catch (WriteRefusedException e) {
            log.warning(PROGRAM, e.warning());
            return status(
                    request, recipient, outcome(e.dsn()), e.dsn(), introduction(maildir, mailbox) + e.getMessage());
        } catch (MailboxWriteException e) {
            if (maildir && e.accessDenied()) {
                log.warning(PROGRAM, "maildir access problem for UID/GID=" + uid + "/" + gid + ": " + e.getMessage());
                log.warning(PROGRAM, "perhaps you need to create the maildirs in advance");
            }
            // mailbox.c: for virtual(8) a mailbox that cannot be opened is a temporary problem
            String dsn = e.dsn().equals("5.2.0") ? "4.2.0" : e.dsn();
            return status(request, recipient, outcome(dsn), dsn, introduction(maildir, mailbox) + e.getMessage());
        } catch (NotPrivilegedException e) {
            return status(request, recipient, Outcome.DEFERRED, "4.3.5", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return status(
                    request, recipient, Outcome.DEFERRED, "4.3.0", introduction(maildir, mailbox) + e.getMessage());
        }
    }

    private void checkOwner(Path mbox, int uid) throws IOException {
        if (config.get(DeliveryParameters.STRICT_MAILBOX_OWNERSHIP)) {
            MailboxOwner.check(mbox, uid);
        }
    }

    private static String introduction(boolean maildir, String mailbox) {
        return maildir ? "maildir delivery failed: " : "delivery failed to mailbox " + mailbox + ": ";
    }

    private static Outcome outcome(String dsn) {
        return dsn.startsWith("4") ? Outcome.DEFERRED : Outcome.BOUNCED;
    }

    private static RecipientStatus status(
            DeliveryRequest request, Recipient recipient, Outcome outcome, String dsn, String reason) {
        return RecipientStatus.of(recipient, outcome, request.transport(), dsn, reason);
    }
}
