/**
 * Decides how the commands and the running server talk: what may be asked over {@code $queue_directory/public/postjames}, and what a queue listing is.
 *
 * <p>Read first: {@code ControlClient}, {@code QueueListing}. Postfix: mail_flush(3), flush(8), showq(8), master(8).
 *
 * <p>One request per connection: a line of text, {@code NAME} or {@code NAME argument}. The answer is {@code OK}, or {@code BAD text} (a request that
 * cannot be served), or {@code DENY text}, or {@code FAIL text}, as one line, followed by lines of data until the server closes.
 *
 * <table>
 *   <caption>Requests</caption>
 *   <tr><td>{@code FLUSH}</td><td>try all deferred mail now</td></tr>
 *   <tr><td>{@code FLUSH_SITE domain}</td><td>try the deferred mail for one destination now</td></tr>
 *   <tr><td>{@code FLUSH_ID queueid}</td><td>try one deferred message now</td></tr>
 *   <tr><td>{@code PICKUP}</td><td>look into maildrop now</td></tr>
 *   <tr><td>{@code SHOWQ}</td><td>the queue, in the lines of {@code QueueListing}</td></tr>
 *   <tr><td>{@code RELOAD}</td><td>read the configuration again</td></tr>
 *   <tr><td>{@code STATUS}</td><td>data: {@code pid=N} and whatever else the server says of itself, {@code name=value}</td></tr>
 *   <tr><td>{@code STOP}</td><td>stop; answered before stopping begins</td></tr>
 * </table>
 */
@NullMarked
package org.postjames.control;

import org.jspecify.annotations.NullMarked;
