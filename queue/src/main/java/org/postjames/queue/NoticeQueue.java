package org.postjames.queue;

import java.io.IOException;
import org.postjames.address.Address;
import org.postjames.bounce.ReportLines;
import org.postjames.queuefile.QueueId;

/** Takes notices that this server writes itself. The server implements it with cleanup. */
public interface NoticeQueue {
    /**
     * Puts a notice into the queue: {@code Received:} and {@code Date:} are added here, the other lines come from the text.
     *
     * @return the id of the notice's own queue file, which is safe on disk
     * @throws IOException if it cannot be queued now
     */
    QueueId submit(Address sender, Address recipient, boolean smtputf8, Text text) throws IOException;

    /**
     * Begins a notice that nobody turns out to want, and takes it back: nothing stays but its message id in the log. Postfix looks for recipients that
     * asked only when it has written the header. // bounce_notify_service()
     */
    void withdraw(Address sender, Address recipient, boolean smtputf8, Text text) throws IOException;

    /** Writes the lines of a notice from its first header line on. */
    interface Text {
        void write(ReportLines out) throws IOException;
    }
}
