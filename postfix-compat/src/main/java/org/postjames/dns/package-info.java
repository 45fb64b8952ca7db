/**
 * Decides how the DNS's answers are told apart.
 *
 * <p>Read first: {@code DnsResolver}. Postfix: dns_lookup.c.
 */
@NullMarked
package org.postjames.dns;

import org.jspecify.annotations.NullMarked;
