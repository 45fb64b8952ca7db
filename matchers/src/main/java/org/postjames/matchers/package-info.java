/**
 * Decides which mail a mailet sees, in Postfix's words, in this server and in a stock James.
 *
 * <p>Read first: {@code AddressClassIs}. Postfix: mynetworks, relay_domains, ADDRESS_CLASS_README.
 */
@NullMarked
package org.postjames.matchers;

import org.jspecify.annotations.NullMarked;
