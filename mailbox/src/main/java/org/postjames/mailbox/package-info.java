/**
 * Writes a message into the mailboxes that Postfix delivers to: one file of a Maildir, or the end of an mbox file.
 *
 * <p>Read {@link org.postjames.mailbox.MaildirWriter} first. The sub-packages let James's IMAP and POP3 servers read
 * the same Maildirs.
 *
 * <p>Postfix: {@code local/maildir.c}, {@code virtual/maildir.c}, {@code global/mail_copy.c}, {@code global/mbox_open.c}
 *
 * <p>Left out on purpose: which mailbox a recipient has, under whose rights it is written and what the log says of it
 * is decided by the delivery agents; {@code flock} locks (the JDK has none).
 */
@NullMarked
package org.postjames.mailbox;

import org.jspecify.annotations.NullMarked;
