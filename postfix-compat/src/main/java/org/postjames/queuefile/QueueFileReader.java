package org.postjames.queuefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A queue file, open for delivery. Memory is bounded by the number of recipients asked for, not by the file. Anything that is not as it should be is a
 * {@link CorruptQueueFileException}; other {@code IOException}s are the disk's.
 */
public final class QueueFileReader implements AutoCloseable {
    /** Some recipients, and where the next ones begin; 0 if there are none. */
    public record Recipients(List<QueueRecipient> recipients, long next) {}

    private final FileChannel channel;

    private QueueFileReader(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens a file for reading and for {@link #markDone}. */
    public static QueueFileReader open(Path file) throws IOException {
        return new QueueFileReader(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Opens a file that may not be written to: for mailq and postcat. */
    public static QueueFileReader openReadOnly(Path file) throws IOException {
        return new QueueFileReader(FileChannel.open(file, StandardOpenOption.READ));
    }

    /** Reads all envelope records, but keeps no more than the first recipients. */
    public QueueEnvelope envelope(int recipientLimit) throws IOException {
        EnvelopeParser parser = new EnvelopeParser(recipientLimit);
        RecordReader record = new RecordReader(channel, 0, RecordReader.Mode.FOLLOW);
        int type = record.next();
        if (type != RecordType.SIZE) {
            throw new CorruptQueueFileException("not a queue file: first record type " + type);
        }
        while (type != RecordType.MESSAGE) {
            parser.accept(type, record);
            type = record.next();
        }
        toExtracted(record, parser.sizes());
        for (type = record.next(); type != RecordType.END; type = record.next()) {
            parser.accept(type, record);
        }
        return parser.envelope();
    }

    /** Reads on where {@link QueueEnvelope#nextRecipients} or an earlier call stopped. */
    public Recipients moreRecipients(SizeRecord sizes, long offset, int limit) throws IOException {
        EnvelopeParser parser = new EnvelopeParser(limit);
        RecordReader record = new RecordReader(channel, offset, RecordReader.Mode.FOLLOW);
        while (!parser.isFull()) {
            int type = record.next();
            if (type == RecordType.END) {
                break;
            }
            if (type == RecordType.MESSAGE) {
                toExtracted(record, sizes);
            } else {
                parser.accept(type, record);
            }
        }
        return new Recipients(parser.recipients(), parser.nextRecipients());
    }

    private static void toExtracted(RecordReader record, SizeRecord sizes) throws IOException {
        record.seek(sizes.dataOffset() + sizes.messageSize());
        int type = record.next();
        if (type != RecordType.EXTRACTED) {
            throw new CorruptQueueFileException("record type " + type + " where the extracted segment should begin");
        }
    }

    /** The header and body; valid until this reader is closed. */
    public MessageContent content(SizeRecord sizes) {
        return new MessageContent(channel, sizes.dataOffset(), sizes.messageSize());
    }

    /** Notes in the file that a recipient needs no more attention. // deliver_completed() */
    public void markDone(long offset) throws IOException {
        ByteBuffer type = ByteBuffer.allocate(1);
        if (channel.read(type, offset) != 1 || type.get(0) != RecordType.RECIPIENT && type.get(0) != RecordType.DONE) {
            throw new CorruptQueueFileException("no recipient record at offset " + offset);
        }
        channel.write(ByteBuffer.wrap(new byte[] {RecordType.DONE}), offset);
    }

    /** Sets the time of the next delay warning in place; 0 means that it was sent. */
    public void warningTime(long offset, long seconds) throws IOException {
        StringBuilder text = new StringBuilder(15);
        SizeRecord.pad(text, seconds, 15);
        byte[] record = new byte[17];
        record[0] = RecordType.WARNING_TIME;
        record[1] = 15;
        for (int i = 0; i < 15; i++) {
            record[i + 2] = (byte) text.charAt(i);
        }
        channel.write(ByteBuffer.wrap(record), offset);
    }

    /** The open file, for fsync. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
