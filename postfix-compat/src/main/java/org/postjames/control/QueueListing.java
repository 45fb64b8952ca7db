package org.postjames.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.bounce.BounceLog;
import org.postjames.bounce.BounceLogEntry;
import org.postjames.bounce.Printable;
import org.postjames.bounce.QuotedAddress;
import org.postjames.control.QueueEntry.Delayed;
import org.postjames.queuefile.CorruptQueueFileException;
import org.postjames.queuefile.QueueFileStatus;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueScan;
import org.postjames.queuefile.RecordReader;
import org.postjames.queuefile.RecordType;

/**
 * Lists what is in the queue, from the files themselves: no server is needed, only permission to read. // showq(8)
 *
 * <p>Over the control socket each message is a line {@code M queue id arrived size expire sender}, followed by one line {@code R address reason} per
 * recipient, fields separated by tabs.
 */
public final class QueueListing {
    private static final String[] QUEUES = {
        QueueLayout.MAILDROP, QueueLayout.ACTIVE, QueueLayout.INCOMING, QueueLayout.DEFERRED, QueueLayout.HOLD
    };

    private final QueueLayout layout;
    private final String emptyAddress;

    /** Sees each message, in Postfix's order of queues. */
    public interface Visitor {
        void message(QueueEntry entry) throws IOException;
    }

    /** @param emptyAddress how the null sender is shown // empty_address_recipient */
    public QueueListing(QueueLayout layout, String emptyAddress) {
        this.layout = layout;
        this.emptyAddress = emptyAddress;
    }

    public void list(Visitor visitor) throws IOException {
        for (String queue : QUEUES) {
            QueueScan.walk(layout, queue, (id, path) -> {
                QueueEntry entry = read(queue, id.text(), path);
                if (entry != null) {
                    visitor.message(entry);
                }
                return true;
            });
        }
    }

    /** Writes the listing as the control socket carries it. */
    public void send(Writer out) throws IOException {
        list(e -> {
            out.write("M\t" + e.queue() + "\t" + e.id() + "\t" + e.arrived() + "\t" + e.size() + "\t"
                    + (e.forcedExpire() ? "1" : "0") + "\t" + e.sender() + "\n");
            for (Delayed r : e.recipients()) {
                out.write("R\t" + r.address() + "\t" + r.reason() + "\n");
            }
        });
    }

    /** Reads what {@link #send} has written. */
    public static void receive(BufferedReader in, Visitor visitor) throws IOException {
        String line = in.readLine();
        while (line != null) {
            String[] m = fields(line, 7);
            List<Delayed> recipients = new ArrayList<>();
            QueueEntry entry = new QueueEntry(
                    m[1], m[2], Long.parseLong(m[3]), Long.parseLong(m[4]), m[5].equals("1"), m[6], recipients);
            for (line = in.readLine(); line != null && line.startsWith("R\t"); line = in.readLine()) {
                String[] r = fields(line, 3);
                recipients.add(new Delayed(r[1], r[2]));
            }
            visitor.message(entry);
        }
    }

    private static String[] fields(String line, int count) throws IOException {
        String[] fields = new String[count];
        int start = 0;
        for (int i = 0; i < count; i++) {
            int tab = i == count - 1 ? line.length() : line.indexOf('\t', start);
            if (tab < start) {
                throw new IOException("malformed showq server response");
            }
            fields[i] = line.substring(start, tab);
            start = tab + 1;
        }
        return fields;
    }

    private @Nullable QueueEntry read(String queue, String id, Path path) throws IOException {
        try {
            QueueFileStatus state = QueueFileStatus.of(path);
            if (!state.isReady()) {
                return null;
            }
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                return read(queue, id, state, new RecordReader(file, 0, RecordReader.Mode.FOLLOW));
            }
        } catch (NoSuchFileException e) {
            // Delivered while we looked.
            return null;
        }
    }

    private @Nullable QueueEntry read(String queue, String id, QueueFileStatus state, RecordReader records)
            throws IOException {
        long arrived = 0;
        long size = -1;
        @Nullable String sender = null;
        List<Delayed> recipients = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try {
            for (int type = records.next(); type > 0; type = records.next()) {
                if (type == RecordType.TIME && arrived == 0) {
                    arrived = number(records.text());
                } else if (type == RecordType.SIZE && size < 0) {
                    size = number(records.text());
                } else if (type == RecordType.SENDER) {
                    if (sender != null) {
                        break;
                    }
                    sender = shown(records.text());
                    reasons(id, recipients, seen);
                } else if (type == RecordType.RECIPIENT) {
                    if (sender == null) {
                        break;
                    }
                    String recipient = shown(records.text());
                    if (!seen.contains(recipient)) {
                        recipients.add(new Delayed(recipient, ""));
                    }
                } else if (type == RecordType.MESSAGE && size >= 0) {
                    records.seek(records.position() + size);
                }
            }
        } catch (CorruptQueueFileException e) {
            // What could be read is shown; the queue manager moves the file to corrupt.
        }
        return sender == null
                ? null
                : new QueueEntry(
                        queue,
                        id,
                        arrived > 0 ? arrived : state.modified(),
                        size >= 0 ? size : state.size(),
                        state.isForceExpired(),
                        sender,
                        recipients);
    }

    /** The recipients in the defer file come first, with their reasons. */
    private void reasons(String id, List<Delayed> recipients, Set<String> seen) throws IOException {
        for (BounceLogEntry e : BounceLog.read(layout.path(QueueLayout.DEFER, id), true)) {
            recipients.add(new Delayed(e.recipient(), e.reason()));
            seen.add(e.recipient());
        }
    }

    private String shown(String address) {
        return Printable.text(QuotedAddress.of(Address.of(address.isEmpty() ? emptyAddress : address)));
    }

    private static long number(String text) {
        long value = 0;
        int i = 0;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        for (; i < text.length() && Character.isDigit(text.charAt(i)) && value < Long.MAX_VALUE / 10 - 9; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}
