/**
 * Decides what becomes of a message before it is queued.
 *
 * <p>Read first: {@code Cleanup}. Postfix: cleanup(8).
 */
@NullMarked
package org.postjames.cleanup;

import org.jspecify.annotations.NullMarked;
