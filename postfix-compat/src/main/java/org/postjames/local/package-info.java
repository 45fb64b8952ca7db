/**
 * Decides what an alias file's right-hand side and a {@code .forward} file mean, and what a command's end means.
 *
 * <p>Read first: {@link org.postjames.local.AliasExpression}. Postfix: aliases(5), token.c, sys_exits.c.
 */
@NullMarked
package org.postjames.local;

import org.jspecify.annotations.NullMarked;
