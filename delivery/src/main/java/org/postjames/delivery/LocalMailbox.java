package org.postjames.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.mailbox.FileOwner;
import org.postjames.mailbox.MailboxWriteException;
import org.postjames.mailbox.MboxWriter;
import org.postjames.queue.DeliveryRequest;

/** The files that local(8) writes: mbox, Maildir, and {@code /file/name}. // mailbox.c, maildir.c, file.c */
final class LocalMailbox {
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_WRITES = 0020;
    private static final int EXECUTABLE = 0111;

    private final PostfixConfig config;
    private final LocalSettings settings;
    private final DefaultPrivileges privileges;
    private final MboxWriter mboxes;
    private final MboxWriter mboxesWithoutDotLock;
    private final MailLog log;
    private final Clock clock;

    LocalMailbox(PostfixConfig config, LocalSettings settings, MailLog log, Clock clock) {
        this.config = config;
        this.settings = settings;
        this.log = log;
        this.clock = clock;
        this.privileges = new DefaultPrivileges(config, settings.users());
        this.mboxes =
                new MboxWriter(LockSettings.of(config, config.get(DeliveryParameters.MAILBOX_DELIVERY_LOCK)), clock);
        this.mboxesWithoutDotLock = new MboxWriter(
                LockSettings.of(
                        config,
                        config.get(DeliveryParameters.MAILBOX_DELIVERY_LOCK).stream()
                                .filter(style -> !style.equals("dotlock"))
                                .toList()),
                clock);
    }

    /** {@code home_mailbox}, or the file in {@code mail_spool_directory}; the state has the account's rights. */
    void mailbox(DeliveryRequest request, LocalState state, LocalResults results) throws InterruptedException {
        String home = config.get(DeliveryParameters.HOME_MAILBOX);
        String spool = config.get(DeliveryParameters.MAIL_SPOOL_DIRECTORY);
        if (!home.isEmpty()) {
            String path = state.home + "/" + home;
            if (home.endsWith("/")) {
                maildir(request, state, results, path);
            } else {
                mbox(request, state, results, path, state.uid, state.gid);
            }
        } else if (spool.endsWith("/")) {
            maildir(request, state, results, spool + state.user + "/");
        } else {
            spoolFile(request, state, results, spool);
        }
    }

    /** Who creates a file in the spool directory depends on who may write there. */
    private void spoolFile(DeliveryRequest request, LocalState state, LocalResults results, String spool)
            throws InterruptedException {
        int uid = state.uid;
        int gid = state.gid;
        try {
            int mode = (Integer) Files.getAttribute(Path.of(spool), "unix:mode");
            if ((mode & OTHERS_WRITE) != 0) {
                uid = state.uid;
            } else if ((mode & GROUP_WRITES) != 0) {
                gid = (Integer) Files.getAttribute(Path.of(spool), "unix:gid");
            } else {
                uid = LocalState.ROOT;
                gid = LocalState.ROOT;
            }
        } catch (IOException e) {
            uid = state.uid; // as if it were the user's own
        }
        if (!settings.rights().arePrivileged()) {
            uid = state.uid; // somebody else's mailbox is refused there
            gid = state.gid;
        }
        mbox(request, state, results, spool + "/" + state.user, uid, gid);
    }

    private void mbox(DeliveryRequest request, LocalState state, LocalResults results, String path, int uid, int gid)
            throws InterruptedException {
        Path file = Path.of(path);
        if (!config.get(DeliveryParameters.FROZEN_DELIVERED_TO)) {
            state.delivered = state.recipient.address();
        }
        if (request.traceOnly()) {
            results.sent(state, "delivers to mailbox");
            return;
        }
        byte[] prefix = headers(request, state, true, true);
        FileOwner owner = uid == state.uid ? null : new FileOwner(state.uid, state.gid);
        String introduction = "cannot update mailbox " + path + " for user " + state.user + ". ";
        Work work = new Work(file, uid, gid, () -> {
            if (config.get(DeliveryParameters.STRICT_MAILBOX_OWNERSHIP)) {
                MailboxOwner.check(file, state.uid);
            }
            mboxes.append(
                    file, prefix, request.content()::copyTo, owner, config.get(DeliveryParameters.MAILBOX_SIZE_LIMIT));
            return file;
        });
        write(request, state, results, "delivered to mailbox", introduction, work);
    }

    void maildir(DeliveryRequest request, LocalState state, LocalResults results, String path)
            throws InterruptedException {
        if (!config.get(DeliveryParameters.FROZEN_DELIVERED_TO)) {
            state.delivered = state.recipient.address();
        }
        if (request.traceOnly()) {
            results.sent(state, "delivers to maildir");
            return;
        }
        byte[] prefix = headers(request, state, false, true);
        Work work = new Work(Path.of(path), state.uid, state.gid, () -> settings.maildirs()
                .deliver(
                        Path.of(path),
                        prefix,
                        request.content()::copyTo,
                        null,
                        config.get(DeliveryParameters.MAILBOX_SIZE_LIMIT)));
        write(request, state, results, "delivered to maildir", "maildir delivery failed: ", work);
    }

    /** {@code /file/name} of an alias; uid 0 stands for {@code default_privs}. */
    void file(DeliveryRequest request, LocalState given, LocalResults results, String path)
            throws InterruptedException {
        LocalState state = new LocalState(given);
        if (results.beenHere("file " + state.uid + " " + path)) {
            return;
        }
        if (!config.get(DeliveryParameters.ALLOW_MAIL_TO_FILES).contains(state.expansion)) {
            results.bounce(state, "5.7.1", "mail to file is restricted");
            return;
        }
        if (request.traceOnly()) {
            results.sent(state, path.endsWith("/") ? "delivers to maildir" : "delivers to file: " + path);
            return;
        }
        if (!privileges.replaceRoot(state, results)) {
            return;
        }
        if (path.endsWith("/")) {
            maildir(request, state, results, path);
            return;
        }
        Path file = Path.of(path);
        byte[] prefix = headers(request, state, true, true);
        Work work = new Work(file, state.uid, state.gid, () -> {
            refuseExecutable(file);
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                special(request, file, prefix);
            } else {
                append(request, file, prefix);
            }
            return file;
        });
        String introduction = "cannot append message to file " + path + ": ";
        write(request, state, results, "delivered to file: " + path, introduction, work);
    }

    /** The directory of a file need not be one where the user may make a lock file. // file.c: MBOX_DOT_LOCK_MAY_FAIL */
    private void append(DeliveryRequest request, Path file, byte[] prefix) throws MailboxWriteException {
        long limit = config.get(DeliveryParameters.MAILBOX_SIZE_LIMIT);
        try {
            mboxes.append(file, prefix, request.content()::copyTo, null, limit);
        } catch (MailboxWriteException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.startsWith("unable to create lock file ") || reason.endsWith(": File exists")) {
                throw e;
            }
            log.warning(LocalAgent.PROGRAM, reason);
            mboxesWithoutDotLock.append(file, prefix, request.content()::copyTo, null, limit);
        }
    }

    /** {@code /dev/null} and the like: no locks, no truncation. */
    private static void special(DeliveryRequest request, Path file, byte[] prefix) throws IOException {
        try (var out = Files.newOutputStream(file, java.nio.file.StandardOpenOption.WRITE)) {
            out.write(prefix);
            request.content().copyTo(out);
        }
    }

    private static void refuseExecutable(Path file) throws IOException {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            if (Files.isRegularFile(file) && (mode & EXECUTABLE) != 0) {
                throw new WriteRefusedException("5.7.1", "file is executable", "");
            }
        } catch (NoSuchFileException e) {
            return; // it will be made
        }
    }

    /** What is written, and with whose rights. */
    private record Work(Path place, int uid, int gid, UserRights.Work<Path> task) {}

    private void write(
            DeliveryRequest request,
            LocalState state,
            LocalResults results,
            String success,
            String introduction,
            Work work)
            throws InterruptedException {
        try {
            Optional<Path> written = settings.rights().write(work.uid(), work.gid(), work.place(), work.task());
            if (introduction.startsWith("maildir")) {
                written.ifPresent(settings.maildirs()::announce);
            }
            results.sent(state, success);
        } catch (WriteRefusedException e) {
            if (!e.warning().isEmpty()) {
                log.warning(LocalAgent.PROGRAM, e.warning());
            }
            results.fail(state, e.dsn(), introduction + e.getMessage());
        } catch (MailboxWriteException e) {
            if (e.accessDenied() && introduction.startsWith("maildir")) {
                log.warning(
                        LocalAgent.PROGRAM,
                        "maildir access problem for UID/GID=" + work.uid() + "/" + work.gid() + ": " + e.getMessage());
                log.warning(LocalAgent.PROGRAM, "perhaps you need to create the maildirs in advance");
            }
            results.fail(state, e.dsn(), introduction + e.getMessage());
        } catch (NotPrivilegedException e) {
            results.defer(state, "4.3.5", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warning(LocalAgent.PROGRAM, request.queueId() + ": " + e);
            results.defer(state, "4.3.0", introduction + e.getMessage());
        }
    }

    byte[] headers(DeliveryRequest request, LocalState state, boolean from, boolean file) {
        DeliveryHeaders headers = new DeliveryHeaders();
        if (from) {
            headers.from(state.sender, clock.instant());
        }
        headers.returnPath(state.sender)
                .originalTo(state.recipient.original(), config.get(GlobalParameters.ENABLE_ORIGINAL_RECIPIENT));
        if (config.get(DeliveryParameters.PREPEND_DELIVERED_HEADER).contains(file ? "file" : "command")) {
            headers.deliveredTo(state.delivered);
        }
        return headers.bytes();
    }
}
