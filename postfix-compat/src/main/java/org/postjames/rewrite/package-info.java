/**
 * Decides how addresses are rewritten and where mail goes.
 *
 * <p>Read first: {@code AddressResolver}. Postfix: trivial-rewrite(8).
 */
@NullMarked
package org.postjames.rewrite;

import org.jspecify.annotations.NullMarked;
