/**
 * Decides what happens to the recipients and addresses of a mail in Postfix's words, in this server and in a stock James.
 *
 * <p>Read first: {@code VirtualAliases}. Postfix: canonical(5), virtual(5), aliases(5), relocated(5).
 */
@NullMarked
package org.postjames.mailets;

import org.jspecify.annotations.NullMarked;
