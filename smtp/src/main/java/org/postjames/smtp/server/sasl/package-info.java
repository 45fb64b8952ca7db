/**
 * Decides how a client proves who it is: the mechanisms PLAIN and LOGIN.
 *
 * <p>Read first: {@code SaslMechanism}. Postfix: xsasl(3), smtpd_sasl_glue.c. Left out: mechanisms that never show the password to the server, as the
 * passwd-file keeps only digests of passwords.
 */
@NullMarked
package org.postjames.smtp.server.sasl;

import org.jspecify.annotations.NullMarked;
