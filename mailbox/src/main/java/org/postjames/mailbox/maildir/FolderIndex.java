package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.FolderStamp.ListStamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder's messages by UID and by name, and the {@code dovecot-uidlist} that makes the UIDs last. Guarded by the folder's lock. */
final class FolderIndex {
    private static final Logger LOGGER = LoggerFactory.getLogger(FolderIndex.class);

    private final Path folder;
    private final TreeMap<Long, MaildirMessage> byUid = new TreeMap<>();
    private final Map<String, MaildirMessage> byBase = new HashMap<>();
    /** Records of the list whose file is not there, or not known yet. */
    private final Map<String, UidRecord> orphans = new HashMap<>();
    /** Those of the orphans whose file we have seen go. */
    private final Set<String> expunged = new HashSet<>();

    private long uidValidity;
    private long nextUid = 1;
    private String guid = "";
    private long highestModSeq = -1;
    private boolean mustRewrite;
    private ListStamp stamp = ListStamp.NONE;

    FolderIndex(Path folder) {
        this.folder = folder;
    }

    NavigableMap<Long, MaildirMessage> byUid() {
        return byUid;
    }

    @Nullable
    MaildirMessage byBase(String base) {
        return byBase.get(base);
    }

    boolean hasRecord(String base) {
        return orphans.containsKey(base) || byBase.containsKey(base);
    }

    @Nullable
    UidRecord takeRecord(String base) {
        expunged.remove(base);
        return orphans.remove(base);
    }

    long uidValidity() {
        return uidValidity;
    }

    long nextUid() {
        return nextUid;
    }

    String guid() {
        return guid;
    }

    long highestModSeq() {
        return highestModSeq;
    }

    /** A value above all before it, also above those of an earlier run of the server. */
    long nextModSeq() {
        return ++highestModSeq;
    }

    boolean mustRewrite() {
        return mustRewrite;
    }

    void put(MaildirMessage m) {
        byUid.put(m.uid(), m);
        byBase.put(m.base(), m);
    }

    void remove(MaildirMessage m) {
        byUid.remove(m.uid());
        byBase.remove(m.base());
        orphans.put(m.base(), new UidRecord(m.uid(), m.extensions(), m.base()));
        expunged.add(m.base());
    }

    /**
     * Reads the list if it is another one than last time.
     *
     * @return messages that no longer have the UID they had
     */
    List<MaildirMessage> reload() throws IOException {
        ListStamp now = ListStamp.of(folder);
        if (uidValidity != 0 && now.equals(stamp) && !mustRewrite) {
            return List.of();
        }
        UidList list = UidList.read(folder);
        mustRewrite = false;
        List<MaildirMessage> lost = list == null || list.uidValidity() == 0 ? withoutList(list) : merge(list);
        stamp = now;
        if (highestModSeq < 0) {
            highestModSeq = nextUid == 1 ? 0 : System.currentTimeMillis();
        }
        return lost;
    }

    private List<MaildirMessage> withoutList(@Nullable UidList list) {
        if (list != null) {
            LOGGER.warn("{}/{}: damaged header, rebuilding the list", folder, UidList.FILE);
        }
        mustRewrite = true;
        orphans.clear();
        if (uidValidity == 0) {
            // All UIDs are assigned anew, and clients learn it from the new UIDVALIDITY.
            uidValidity = System.currentTimeMillis() / 1000;
            guid = UUID.randomUUID().toString().replace("-", "");
        }
        return List.of();
    }

    private List<MaildirMessage> merge(UidList list) {
        if (list.damaged() > 0) {
            LOGGER.warn("{}/{}: {} damaged lines, rebuilding the list", folder, UidList.FILE, list.damaged());
            mustRewrite = true;
        }
        List<MaildirMessage> lost = new ArrayList<>();
        orphans.clear();
        orphans.putAll(list.records());
        for (MaildirMessage m : List.copyOf(byUid.values())) {
            UidRecord record = orphans.get(m.base());
            if (uidValidity == list.uidValidity() && record != null && record.uid() == m.uid()) {
                orphans.remove(m.base());
            } else {
                lost.add(m);
                byUid.remove(m.uid());
                byBase.remove(m.base());
            }
        }
        nextUid = uidValidity == list.uidValidity() ? Math.max(nextUid, list.nextUid()) : list.nextUid();
        uidValidity = list.uidValidity();
        if (list.guid().isEmpty()) {
            mustRewrite = true;
            guid = guid.isEmpty() ? UUID.randomUUID().toString().replace("-", "") : guid;
        } else {
            guid = list.guid();
        }
        return lost;
    }

    /** Starts a new, empty folder's list. */
    void initialize(long validity) {
        uidValidity = validity;
        guid = UUID.randomUUID().toString().replace("-", "");
        highestModSeq = 0;
        mustRewrite = true;
    }

    /** Gives the files the next UIDs, in this order, and makes that last. Only under the list's lock. */
    void assign(List<String> bases) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String base : bases) {
            UidRecord record = new UidRecord(nextUid++, "", base);
            orphans.put(base, record);
            lines.append(record.uid()).append(" :").append(base).append('\n');
        }
        if (mustRewrite) {
            rewrite(true);
        } else if (!bases.isEmpty()) {
            append(lines);
        }
    }

    private void append(CharSequence lines) throws IOException {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
        try (FileChannel file =
                FileChannel.open(folder.resolve(UidList.FILE), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            file.write(ByteBuffer.wrap(bytes));
        }
        stamp = ListStamp.of(folder);
    }

    /** Replaces the list atomically. Only under the list's lock. */
    void rewrite(boolean keepExpunged) throws IOException {
        StringBuilder text = new StringBuilder(64 + byUid.size() * 64);
        text.append(new UidList.Header(uidValidity, nextUid, guid).line());
        if (!keepExpunged) {
            orphans.keySet().removeAll(expunged);
            expunged.clear();
        }
        if (orphans.isEmpty()) {
            byUid.values().forEach(m -> UidRecord.append(text, m));
        } else {
            TreeMap<Long, String> lines = new TreeMap<>();
            StringBuilder line = new StringBuilder();
            for (MaildirMessage m : byUid.values()) {
                line.setLength(0);
                UidRecord.append(line, m);
                lines.put(m.uid(), line.toString());
            }
            orphans.values().forEach(r -> lines.put(r.uid(), r.uid() + r.extensions() + " :" + r.base() + "\n"));
            lines.values().forEach(text::append);
        }
        Path tmp = folder.resolve(UidList.FILE + ".tmp");
        try (FileChannel file = FileChannel.open(
                tmp, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Ownership.likeDirectory(tmp);
        Files.move(tmp, folder.resolve(UidList.FILE), StandardCopyOption.ATOMIC_MOVE);
        mustRewrite = false;
        stamp = ListStamp.of(folder);
    }

    /** How many lines of the list are of no use any more. */
    int expunged() {
        return expunged.size();
    }
}
