/**
 * Lets Apache James's IMAP and POP3 servers work on Maildirs: James's mappers over {@link
 * org.postjames.mailbox.maildir.MaildirTree}.
 *
 * <p>Read {@link org.postjames.mailbox.james.MaildirMailboxSessionMapperFactory} first, and {@link
 * org.postjames.mailbox.james.MaildirMailboxes} for a mailbox manager without Guice.
 *
 * <p>Rights and annotations are kept in files of our own beside the uidlist ({@code postjames-acl}, {@code
 * postjames-annotations}), subscriptions in Dovecot's file.
 *
 * <p>Left out on purpose: attachments as separate objects (JMAP), SAVEDATE of messages stored before the server was
 * started, and mod-sequences that survive a restart (after one, every message has a new, higher one).
 */
@NullMarked
package org.postjames.mailbox.james;

import org.jspecify.annotations.NullMarked;
