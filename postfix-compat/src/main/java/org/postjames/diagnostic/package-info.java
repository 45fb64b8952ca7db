/**
 * Says what is wrong with a configuration or a table, and where.
 *
 * <p>Read first: {@code Diagnostic}. Postfix: msg(3).
 */
@NullMarked
package org.postjames.diagnostic;

import org.jspecify.annotations.NullMarked;
