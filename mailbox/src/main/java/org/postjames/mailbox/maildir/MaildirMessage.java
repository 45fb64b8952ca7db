package org.postjames.mailbox.maildir;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message of a {@link MaildirFolder} as last seen. Immutable except for what is learnt lazily: the sizes and dates
 * that need a look at the file.
 */
public final class MaildirMessage {
    private final long uid;
    private final String base;
    private final String letters;
    private final String path;
    private final boolean recent;
    private final long modSeq;
    private final String extensions;
    private final @Nullable Instant saved;
    private volatile long virtualSize;
    private volatile long receivedMillis;

    MaildirMessage(
            long uid,
            String base,
            String letters,
            String path,
            boolean recent,
            long modSeq,
            String extensions,
            @Nullable Instant saved) {
        this.uid = uid;
        this.base = base;
        this.letters = letters;
        this.path = path;
        this.recent = recent;
        this.modSeq = modSeq;
        this.extensions = extensions;
        this.saved = saved;
        this.virtualSize = knownSize();
    }

    private long knownSize() {
        long fromName = MaildirFileName.virtualSize(base);
        return fromName >= 0 ? fromName : UidRecord.virtualSize(extensions);
    }

    /** The same message under new flags. */
    MaildirMessage with(String newLetters, String newPath, boolean nowRecent, long newModSeq) {
        MaildirMessage changed =
                new MaildirMessage(uid, base, newLetters, newPath, nowRecent, newModSeq, extensions, saved);
        changed.virtualSize = virtualSize;
        changed.receivedMillis = receivedMillis;
        return changed;
    }

    public long uid() {
        return uid;
    }

    /** The file name up to the colon: unique within the folder. */
    public String base() {
        return base;
    }

    /** What names the message in all folders that it was copied to. */
    public String id() {
        return MaildirFileName.id(base);
    }

    /** The letters of flags and keywords, as in the file name. */
    public String letters() {
        return letters;
    }

    boolean inNew() {
        return path.startsWith("new/");
    }

    /** Whether no mail client has been told of the message yet. */
    public boolean recent() {
        return recent;
    }

    public long modSeq() {
        return modSeq;
    }

    /** When this server stored the message, or null when that was before its start. */
    public @Nullable Instant saved() {
        return saved;
    }

    String extensions() {
        return extensions;
    }

    /** The file as last seen, relative to the folder. */
    String path() {
        return path;
    }

    /** The size with CRLF line ends, or -1 if nobody has counted yet. */
    long virtualSize() {
        return virtualSize;
    }

    void virtualSize(long size) {
        virtualSize = size;
    }

    long receivedMillis() {
        return receivedMillis;
    }

    void receivedMillis(long millis) {
        receivedMillis = millis;
    }
}
