/**
 * Decides how an SMTP server proves its identity and encrypts.
 *
 * <p>Read first: {@code ServerTls}. Postfix: TLS_README, tls_server.c. Left out: client certificates, cipher lists in OpenSSL's words, DANE.
 */
@NullMarked
package org.postjames.smtp.server.tls;

import org.jspecify.annotations.NullMarked;
