/**
 * Decides what happens to mail between its acceptance and its delivery: where its file lies, when and to whom it is tried, and what its sender hears.
 *
 * <p>Read first: {@code QueueManager}, {@code ActiveQueue}, {@code MessageCompletion}. Postfix: qmgr(8), bounce(8), QSHAPE_README, SCHEDULER_README.
 *
 * <p><b>Why no crash loses mail.</b> The order of operations, each of which may be the last:
 *
 * <ol>
 *   <li>cleanup writes {@code incoming/QID}, mode 0600. A crash leaves a file that is not ready and that nobody was told of; {@code postsuper -p} removes
 *       it after a week.
 *   <li>The ready mark (mode 0700), then fsync, then the client gets its 250. Directories are not synced: the file system's journal keeps a new name
 *       with the file's fsync, as Postfix relies on. A file without end record is never delivered, so the mark may reach the disk before the data.
 *   <li>rename to {@code active}. A crash leaves the file in either place; the start moves {@code active} back to {@code incoming}.
 *   <li>The agent delivers and syncs what it wrote. A crash before step 5 delivers again: at least once, never less.
 *   <li>A bounce or defer entry is appended and synced before the recipient's record becomes a done record. A recipient is only marked when its file lives
 *       on: when this delivery is the last one and nothing is left to tell, the file is removed at once.
 *   <li>The notice is in the queue, synced, before the bounce file is removed; the bounce file is gone before the queue file is. A crash in between sends
 *       a second notice, or none too few.
 *   <li>The queue file is removed, or gets the time of its next attempt and moves to {@code deferred}.
 * </ol>
 *
 * <p>Left out for now: preemption of large messages by small ones, {@code qmgr_message_recipient_limit} (all recipients of an active message are in
 * memory), {@code destination_rate_delay}, delivery notices for
 * mail that another host takes.
 */
@NullMarked
package org.postjames.queue;

import org.jspecify.annotations.NullMarked;
