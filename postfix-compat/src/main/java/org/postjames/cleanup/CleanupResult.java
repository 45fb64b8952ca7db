package org.postjames.cleanup;

import java.util.Optional;
import org.postjames.access.SmtpReply;
import org.postjames.queuefile.QueueId;

/**
 * How a message fared.
 *
 * @param refusal what an SMTP client is told, ready to send; empty if the message is in the queue (or was discarded on somebody's wish)
 * @param size the size of the content as the log shows it, 0 if there is no message
 */
public record CleanupResult(Optional<SmtpReply> refusal, QueueId queueId, long size) {}
