/**
 * Decides what main.cf and master.cf mean.
 *
 * <p>Read first: {@code PostfixConfig}. Postfix: postconf(5), master(5).
 */
@NullMarked
package org.postjames.config;

import org.jspecify.annotations.NullMarked;
