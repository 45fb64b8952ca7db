/**
 * Decides whether a test that compares with an installed program may be skipped. Read {@link org.postjames.comparison.Comparison}.
 */
@NullMarked
package org.postjames.comparison;

import org.jspecify.annotations.NullMarked;
