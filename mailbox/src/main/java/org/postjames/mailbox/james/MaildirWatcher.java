package org.postjames.mailbox.james;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.james.core.Username;
import org.apache.james.events.Event;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxSession.SessionId;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.event.EventFactory;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.FolderChanges;
import org.postjames.mailbox.maildir.MaildirFolder;
import org.postjames.mailbox.maildir.MaildirMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Notices what others do to the mailboxes that clients have selected, and tells James's event bus. Uses inotify; a folder
 * that the kernel does not want to watch is looked at twice a second.
 */
public final class MaildirWatcher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(MaildirWatcher.class);
    private static final long POLL_MILLIS = 500;
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final class Watched {
        private final MaildirFolder folder;
        private int clients;
        private final List<WatchKey> keys = new ArrayList<>();

        Watched(MaildirFolder folder) {
            this.folder = folder;
        }
    }

    private final MaildirStore store;
    private volatile EventBus eventBus;
    private final WatchService watchService;
    private final Map<MailboxId, Watched> watched = new HashMap<>();
    private final Map<WatchKey, Watched> byKey = new HashMap<>();
    // One thread: events of one mailbox arrive in the order in which they happened.
    private final Scheduler publisher = Schedulers.newSingle("maildir-events", true);
    private final Thread thread;

    /**
     * @param eventBus where the events go until a {@link WatchingEventBus} is put around it
     */
    public MaildirWatcher(MaildirStore store, EventBus eventBus) throws IOException {
        this.store = store;
        this.eventBus = eventBus;
        this.watchService = FileSystems.getDefault().newWatchService();
        this.thread = Thread.ofPlatform().daemon().name("maildir-watcher").unstarted(this::run);
        store.listen(this::publish, this::delivered);
        thread.start();
    }

    void publishThrough(EventBus bus) {
        eventBus = bus;
    }

    /** A client has selected the mailbox. */
    synchronized void selected(MailboxId id) {
        Watched w = watched.get(id);
        if (w == null) {
            try {
                w = new Watched(store.folder(id));
            } catch (MailboxException e) {
                return; // deleted meanwhile: nothing will happen there
            }
            watched.put(id, w);
            watch(w);
        }
        w.clients++;
    }

    private void watch(Watched w) {
        try {
            for (String sub : List.of("new", "cur")) {
                WatchKey key = w.folder
                        .directory()
                        .resolve(sub)
                        .register(
                                watchService,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_DELETE);
                w.keys.add(key);
                byKey.put(key, w);
            }
        } catch (IOException e) {
            LOGGER.warn("cannot watch a mailbox, polling it instead: {}", e.getMessage());
            unwatch(w);
        }
    }

    private void unwatch(Watched w) {
        for (WatchKey key : w.keys) {
            key.cancel();
            byKey.remove(key);
        }
        w.keys.clear();
    }

    /** A client has left the mailbox. */
    synchronized void deselected(MailboxId id) {
        Watched w = watched.get(id);
        if (w != null && --w.clients == 0) {
            watched.remove(id);
            unwatch(w);
        }
    }

    private void delivered(Path maildir) {
        List<MaildirFolder> folders;
        synchronized (this) {
            folders = watched.values().stream()
                    .map(w -> w.folder)
                    .filter(f -> f.directory().equals(maildir))
                    .toList();
        }
        folders.forEach(f -> publisher.schedule(() -> refresh(f)));
    }

    private static void refresh(MaildirFolder folder) {
        try {
            folder.refresh();
        } catch (IOException e) {
            LOGGER.warn("cannot read mailbox {}: {}", folder.directory(), e.toString());
        }
    }

    private void run() {
        long tidied = System.nanoTime();
        try {
            while (true) {
                WatchKey key = watchService.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                List<MaildirFolder> due = new ArrayList<>();
                if (key == null) {
                    due.addAll(unwatchable());
                } else {
                    key.pollEvents();
                    key.reset();
                    MaildirFolder folder = folder(key);
                    if (folder != null) {
                        due.add(folder);
                    }
                }
                due.forEach(MaildirWatcher::refresh);
                if (System.nanoTime() - tidied > TIDY_NANOS) {
                    tidied = System.nanoTime();
                    tidy();
                }
            }
        } catch (ClosedWatchServiceException e) {
            return; // the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable MaildirFolder folder(WatchKey key) {
        Watched w = byKey.get(key);
        return w == null ? null : w.folder;
    }

    private synchronized boolean isWatched(MaildirFolder folder) {
        return watched.values().stream().anyMatch(w -> w.folder == folder);
    }

    private synchronized List<MaildirFolder> unwatchable() {
        return watched.values().stream()
                .filter(w -> w.keys.isEmpty())
                .map(w -> w.folder)
                .toList();
    }

    /** Saves what was learnt of the folders in memory, and forgets those that nobody has used for a while. */
    private void tidy() {
        for (Username user : store.openUsers().toList()) {
            for (MaildirFolder folder : store.tree(user).openFolders()) {
                try {
                    folder.saveSizes();
                    if (folder.idleNanos() > FORGET_NANOS && !isWatched(folder)) {
                        store.tree(user).close(folder);
                    }
                } catch (IOException e) {
                    LOGGER.warn("cannot save what was learnt of {}: {}", folder.directory(), e.toString());
                }
            }
        }
    }

    /** Called by a folder in the middle of things: hands over and returns. */
    private void publish(Username user, MaildirFolder folder, FolderChanges changes) {
        publisher.schedule(() -> publishNow(user, folder, changes));
    }

    private void publishNow(Username user, MaildirFolder folder, FolderChanges changes) {
        try {
            Mailbox mailbox = mailbox(user, folder);
            if (mailbox == null) {
                return;
            }
            List<@Nullable String> keywords = folder.keywords();
            if (!changes.removed().isEmpty()) {
                dispatch(
                        mailbox,
                        EventFactory.expunged()
                                .randomEventId()
                                .user(user)
                                .sessionId(SessionId.of(0))
                                .mailbox(mailbox)
                                .addMetaData(metaData(folder, changes.removed(), keywords, true))
                                .build());
            }
            if (!changes.added().isEmpty()) {
                dispatch(
                        mailbox,
                        EventFactory.added()
                                .randomEventId()
                                .user(user)
                                .sessionId(SessionId.of(0))
                                .mailbox(mailbox)
                                .addMetaData(metaData(folder, changes.added(), keywords, false))
                                .isDelivery(true)
                                .build());
            }
            if (!changes.flags().isEmpty()) {
                dispatch(
                        mailbox,
                        EventFactory.flagsUpdated()
                                .randomEventId()
                                .user(user)
                                .sessionId(SessionId.of(0))
                                .mailbox(mailbox)
                                .updatedFlags(changes.flags().stream()
                                        .map(change -> MaildirMessageMapper.updated(change, keywords))
                                        .toList())
                                .build());
            }
        } catch (IOException e) {
            LOGGER.warn("cannot tell of changes in {}: {}", folder.directory(), e.toString());
        }
    }

    private @Nullable Mailbox mailbox(Username user, MaildirFolder folder) throws IOException {
        return store.tree(user).list().stream()
                .filter(entry -> entry.directory().equals(folder.directory()))
                .findFirst()
                .map(entry -> MaildirStore.mailbox(user, entry))
                .orElse(null);
    }

    private static List<MessageMetaData> metaData(
            MaildirFolder folder, List<MaildirMessage> messages, List<@Nullable String> keywords, boolean gone)
            throws IOException {
        List<MessageMetaData> list = new ArrayList<>(messages.size());
        for (MaildirMessage m : messages) {
            MaildirMessageId id = new MaildirMessageId(m.id());
            list.add(new MessageMetaData(
                    MessageUid.of(m.uid()),
                    ModSeq.of(m.modSeq()),
                    FlagLetters.flags(m, keywords),
                    gone ? Math.max(0, folder.knownSize(m)) : sizeOrZero(folder, m),
                    new Date(gone ? folder.knownReceivedMillis(m) : receivedOrNow(folder, m)),
                    Optional.empty(),
                    id,
                    ThreadId.fromBaseMessageId(id)));
        }
        return list;
    }

    // A message that is already gone again: an event of its own will say so.
    private static long sizeOrZero(MaildirFolder folder, MaildirMessage m) throws IOException {
        try {
            return folder.virtualSize(m);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static long receivedOrNow(MaildirFolder folder, MaildirMessage m) throws IOException {
        try {
            return folder.receivedMillis(m);
        } catch (NoSuchFileException e) {
            return System.currentTimeMillis();
        }
    }

    private void dispatch(Mailbox mailbox, Event event) {
        eventBus.dispatch(event, new MailboxIdRegistrationKey(mailbox.getMailboxId()))
                .subscribe(done -> {}, e -> LOGGER.warn("a listener failed on a mailbox event: {}", e.toString()));
    }

    @Override
    public void close() throws IOException {
        watchService.close();
        tidy();
        publisher.dispose();
    }
}
