/**
 * Decides how a lookup table answers.
 *
 * <p>Read first: {@code LookupTable}, then {@code Tables}. Postfix: DATABASE_README, postmap(1).
 */
@NullMarked
package org.postjames.table;

import org.jspecify.annotations.NullMarked;
