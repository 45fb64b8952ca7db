/**
 * Decides how a client proves who it is: through Dovecot's auth server, through saslauthd, or as one of our own users.
 *
 * <p>Read first: {@code SaslService}; for our own users, {@code SaslMechanism}. Postfix: xsasl(3), smtpd_sasl_glue.c, SASL_README. Left out: for our
 * own users, channel binding (SCRAM-…-PLUS), because the JDK does not tell what of TLS 1.3 is bound; Cyrus SASL's own stores of passwords.
 */
@NullMarked
package org.postjames.smtp.server.sasl;

import org.jspecify.annotations.NullMarked;
