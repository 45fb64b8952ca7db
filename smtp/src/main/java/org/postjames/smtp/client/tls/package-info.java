/**
 * Decides how much TLS a server must show before it is given mail, and whether it has shown that.
 *
 * <p>Read first: {@link org.postjames.smtp.client.tls.TlsPolicies}, then {@link org.postjames.smtp.client.tls.ClientTls}. Postfix: smtp_tls_policy.c, tls_client.c,
 * tls_verify.c. Left out on purpose: DANE; its levels are known, and mail waits for them.
 */
@NullMarked
package org.postjames.smtp.client.tls;

import org.jspecify.annotations.NullMarked;
