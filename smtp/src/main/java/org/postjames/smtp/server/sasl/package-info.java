/**
 * Decides how a client proves who it is: through Dovecot's auth server, through saslauthd, or as one of our own users with PLAIN and LOGIN.
 *
 * <p>Read first: {@code SaslService}. Postfix: xsasl(3), smtpd_sasl_glue.c, SASL_README. Left out: for our own users, mechanisms that
 * never show the password to the server, as the passwd-file keeps only digests of passwords; Cyrus SASL's own stores of passwords.
 */
@NullMarked
package org.postjames.smtp.server.sasl;

import org.jspecify.annotations.NullMarked;
