/**
 * Reads and changes Maildir++ mailboxes the way Dovecot does, so that both can work on the same files: UIDs in {@code
 * dovecot-uidlist}, flags in file names, keyword names in {@code dovecot-keywords}.
 *
 * <p>Read {@link org.postjames.mailbox.maildir.MaildirFolder} first: one mailbox, kept in memory and brought up to date
 * when a directory's modification time says so. {@link org.postjames.mailbox.maildir.MaildirTree} is one user's set of
 * folders.
 *
 * <p>Dovecot: {@code lib-storage/index/maildir}, version 2.3
 *
 * <p>Left out on purpose: {@code dovecot.index} files (Dovecot brings its own up to date from the file names); more
 * than 26 keywords in one folder.
 */
@NullMarked
package org.postjames.mailbox.maildir;

import org.jspecify.annotations.NullMarked;
