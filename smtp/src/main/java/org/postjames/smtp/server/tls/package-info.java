/**
 * Decides how an SMTP server proves its identity and encrypts, and what a client's certificate is worth.
 *
 * <p>Read first: {@code ServerTls}. Postfix: TLS_README, tls_server.c. Left out: certificates by server name (SNI), the choice of curves.
 */
@NullMarked
package org.postjames.smtp.server.tls;

import org.jspecify.annotations.NullMarked;
