package org.postjames.cleanup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.queuefile.MessageContent;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueRecipient;
import org.postjames.queuefile.RecordType;
import org.postjames.queuefile.SizeRecord;

/** Writes a queue file again because a filter changed the message. The new text goes to a temporary file first: it may be made from the old one. */
final class FilteredRewrite {
    private final Cleanup cleanup;
    private final NewQueueFile file;
    private final EnvelopeWriter envelope;
    private final Problems problems;

    FilteredRewrite(Cleanup cleanup, NewQueueFile file, EnvelopeWriter envelope, Problems problems) {
        this.cleanup = cleanup;
        this.file = file;
        this.envelope = envelope;
        this.problems = problems;
    }

    SizeRecord apply(CleanupVerdict.Accept accept, SizeRecord sizes, MessageContent content) throws IOException {
        if (accept.sender().isEmpty()
                && accept.recipients().isEmpty()
                && accept.content().isEmpty()) {
            return sizes;
        }
        Path temporary = Files.createTempFile("postjames-filter", ".msg");
        try (FileChannel copy = FileChannel.open(
                temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            SizeRecord written = write(copy, accept, sizes, content);
            if (problems.none()) {
                replace(copy);
            }
            return written;
        }
    }

    private void replace(FileChannel copy) throws IOException {
        FileChannel target = file.channel();
        target.truncate(0);
        long position = 0;
        while (position < copy.size()) {
            target.position(position);
            position += copy.transferTo(position, copy.size() - position, target);
        }
    }

    private SizeRecord write(FileChannel copy, CleanupVerdict.Accept accept, SizeRecord sizes, MessageContent content)
            throws IOException {
        List<QueueRecipient> before = envelope.recipients().details();
        MessageRecords records = new MessageRecords(copy, cleanup.settings, problems);
        envelope.again(accept.sender().orElse(envelope.sender()), records);
        Optional<List<Address>> changed = accept.recipients();
        if (changed.isPresent()) {
            for (Address recipient : changed.get()) {
                envelope.recipients().writeUnchecked(recipient, recipient, "rfc822;" + recipient, 0);
            }
        } else {
            for (QueueRecipient r : before) {
                envelope.recipients().writeUnchecked(r.address(), r.original(), r.dsnOrcpt(), r.dsnNotify());
            }
        }
        records.record(RecordType.MESSAGE, "");
        long dataOffset = records.position();
        try (LineSplitter lines = new LineSplitter(records);
                OutputStream out = new BufferedOutputStream(lines, 1 << 16)) {
            if (accept.content().isPresent()) {
                accept.content().get().writeTo(out);
            } else {
                try (InputStream in = content.open()) {
                    in.transferTo(out);
                }
            }
        }
        long extracted = records.position();
        records.record(RecordType.EXTRACTED, "");
        String encoding = envelope.attributeOr(QueueAttributes.ENCODING, "");
        if (!encoding.isEmpty()) {
            records.record(RecordType.ATTRIBUTE, QueueAttributes.ENCODING + "=" + encoding);
        }
        records.record(RecordType.END, "");
        SizeRecord written = new SizeRecord(
                extracted - dataOffset,
                dataOffset,
                envelope.recipients().written().size(),
                sizes.qmgrFlags(),
                extracted - dataOffset,
                sizes.smtputf8());
        records.complete(written);
        return written;
    }

    /** Makes content records of bytes with LF or CRLF line ends. */
    private static final class LineSplitter extends OutputStream {
        private final MessageRecords records;
        private byte[] line = new byte[1024];
        private int length;

        LineSplitter(MessageRecords records) {
            this.records = records;
        }

        @Override
        public void write(int b) {
            if (b == '\n') {
                end();
                return;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) b;
        }

        @Override
        public void write(byte[] data, int off, int len) {
            for (int i = off; i < off + len; i++) {
                write(data[i]);
            }
        }

        private void end() {
            int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            records.line(line, 0, end);
            length = 0;
        }

        @Override
        public void close() {
            if (length > 0) {
                end();
            }
        }
    }
}
