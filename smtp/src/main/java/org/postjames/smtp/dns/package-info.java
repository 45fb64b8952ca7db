/**
 * Decides how the DNS is asked on the wire.
 *
 * <p>Read first: {@link org.postjames.smtp.dns.DnsjavaResolver}. Postfix: dns_lookup.c. Left out: DNSSEC, SRV.
 */
@NullMarked
package org.postjames.smtp.dns;

import org.jspecify.annotations.NullMarked;
