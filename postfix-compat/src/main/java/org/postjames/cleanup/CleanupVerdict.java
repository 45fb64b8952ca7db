package org.postjames.cleanup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;

/** What a {@link BeforeQueueFilter} wants done with a message. */
public sealed interface CleanupVerdict {
    /** Queue it as it is. */
    CleanupVerdict CONTINUE = new Accept(Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** The client is told this and the message is thrown away. */
    record Refuse(SmtpReply reply) implements CleanupVerdict {}

    /** The client is told that all is well and the message is thrown away. */
    record Discard() implements CleanupVerdict {}

    /**
     * Queue it, with changes if there are any.
     *
     * @param sender replaces the sender
     * @param recipients replace all recipients, without further mapping
     * @param content replaces header and body; without it the queue file is not written again unless the envelope changes
     * @param hold whether the message goes to {@code hold}
     */
    record Accept(Optional<Address> sender, Optional<List<Address>> recipients, Optional<Content> content, boolean hold)
            implements CleanupVerdict {}

    /** A message with LF or CRLF line ends. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
