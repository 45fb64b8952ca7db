/**
 * Who may log in: the passwd-file that IMAP, POP3 and SMTP AUTH share. Read {@link org.postjames.server.users.PasswdFile} first.
 *
 * <p>Answers to Dovecot's passwd-file(5) database and its password schemes, because a Postfix host that serves IMAP most often has one. Left out on
 * purpose: SQL and LDAP user databases, and extra fields other than the home directory.
 */
@NullMarked
package org.postjames.server.users;

import org.jspecify.annotations.NullMarked;
