package org.postjames.cleanup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postjames.queuefile.QueueFileWriter;
import org.postjames.queuefile.RecordType;
import org.postjames.queuefile.SizeRecord;

/** The queue file of one message as cleanup writes it: errors are remembered instead of thrown, long lines are split. // cleanup_out.c */
final class MessageRecords {
    /** // vstream.h, VSTREAM_BUFSIZE */
    private static final long BUFFER_SIZE = 4096;

    private final QueueFileWriter writer;
    private final CleanupSettings settings;
    private final Problems problems;
    private final long sizeLimit;
    private int cutType;
    private int cutLength;

    /** Where the file can be changed later; null if nobody will. */
    private @Nullable EditPlaces places;

    MessageRecords(FileChannel channel, CleanupSettings settings, Problems problems) {
        this(channel, settings, problems, 0);
    }

    /** Continues a file. */
    MessageRecords(FileChannel channel, CleanupSettings settings, Problems problems, long position) {
        this.writer = new QueueFileWriter(channel, position);
        this.settings = settings;
        this.problems = problems;
        this.sizeLimit = settings.messageSizeLimit() > 0 ? settings.messageSizeLimit() : Long.MAX_VALUE;
    }

    CleanupSettings settings() {
        return settings;
    }

    long position() {
        return writer.position();
    }

    /** From now on room is left for changes. */
    void makeEditable(EditPlaces kept) {
        places = kept;
    }

    @Nullable
    EditPlaces places() {
        return places;
    }

    /** More recipients can be put here, unless they can be put elsewhere already. */
    void markRecipients() {
        if (places != null && places.recipientPointer < 0) {
            places.recipientPointer = room();
            places.afterRecipients = position();
        }
    }

    /** The headers end here. */
    void markBody() {
        if (places != null) {
            places.bodyPointer = room();
            places.body = position();
        }
    }

    void markContentEnd() {
        if (places != null) {
            room();
        }
    }

    /** A content filter or a redirection can be put here. */
    void markMeta() {
        if (places != null) {
            places.metaPointer = room();
            places.afterMeta = position();
        }
    }

    /** Leaves room for a pointer; until there is one, a reader goes on with the next record. @return where */
    private long room() {
        long here = position();
        record(RecordType.POINTER, EditPlaces.pointer(0));
        return here;
    }

    /** Makes a record that was just written long enough to be overwritten by a pointer. // rec_pad() */
    void pad(int type, int length) {
        if (places != null && length < EditPlaces.POINTER_LENGTH) {
            record(type, " ".repeat(Math.max(0, EditPlaces.POINTER_LENGTH - length - 3)) + "0");
        }
    }

    void record(int type, String text) {
        byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
        record(type, data, 0, data.length);
    }

    void record(int type, byte[] data, int off, int len) {
        if (problems.stop()) {
            return;
        }
        try {
            write(type, data, off, len);
        } catch (IOException e) {
            problems.writeError(e);
        }
    }

    private void write(int type, byte[] data, int off, int len) throws IOException {
        boolean fits = writer.position() <= sizeLimit;
        writer.record(type, data, off, len);
        if (fits && writer.position() > sizeLimit) {
            cutType = type;
            cutLength = len;
        }
    }

    /** One line of content. */
    void line(byte[] data, int off, int len) {
        if (problems.stop()) {
            return;
        }
        int limit = settings.lineLengthLimit();
        int start = off;
        int rest = len;
        try {
            while (rest > limit) {
                write(RecordType.CONTINUED, data, start, limit);
                start += limit;
                rest -= limit;
            }
            write(RecordType.NORMAL, data, start, rest);
        } catch (IOException e) {
            problems.writeError(e);
            return;
        }
        checkSize();
    }

    /**
     * {@code message_size_limit} holds for the whole queue file, envelope and all; cleanup(8) notices when a full buffer is written. // set_file_limit()
     */
    private void checkSize() {
        if ((writer.position() & -BUFFER_SIZE) > sizeLimit) {
            tooBig();
        }
    }

    private void tooBig() {
        problems.add(CleanupStatus.SIZE, "queue file size limit exceeded");
    }

    /** What cleanup(8) logs when it reads a file again that it could not write to the end. // rec_get() */
    void warnIfCut(String name) {
        if (cutLength > 0) {
            problems.plainWarning(name + ": unexpected EOF in data, record type " + cutType + " length " + cutLength);
        }
    }

    /** What cleanup(8) logs when it closes a file that it could not write to the end. */
    void warnIfTooBig() {
        if (writer.position() > sizeLimit) {
            problems.closeError();
        }
    }

    /** A piece of a line that goes on. */
    void linePart(byte[] data, int off, int len) {
        int limit = settings.lineLengthLimit();
        for (int done = 0; done < len && !problems.stop(); done += limit) {
            record(RecordType.CONTINUED, data, off + done, Math.min(limit, len - done));
        }
        if (!problems.stop()) {
            checkSize();
        }
    }

    void line(String text) {
        byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
        line(data, 0, data.length);
    }

    /** Hands everything to the file, also what is incomplete. */
    void flush() {
        if (problems.has(CleanupStatus.WRITE)) {
            return;
        }
        try {
            writer.flush();
        } catch (IOException e) {
            problems.writeError(e);
        }
    }

    /** Patches the size record and hands everything to the file. */
    void complete(SizeRecord sizes) {
        if (!problems.stop() && writer.position() > sizeLimit) {
            tooBig();
        }
        if (problems.stop()) {
            return;
        }
        try {
            writer.size(sizes);
            writer.flush();
        } catch (IOException e) {
            problems.writeError(e);
        }
    }
}
