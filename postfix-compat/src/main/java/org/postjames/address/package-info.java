/**
 * Decides what an address is, and how it is written.
 *
 * <p>Read first: {@code Address}, then {@code AddressSyntax}. Postfix: quote_821_local.c, tok822_parse.c.
 */
@NullMarked
package org.postjames.address;

import org.jspecify.annotations.NullMarked;
