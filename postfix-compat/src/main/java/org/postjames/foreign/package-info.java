/**
 * Functions of the libraries that the system brings: what the JDK has no class for.
 *
 * <p>Read first: {@code CLibrary}. JDK: java.lang.foreign.
 */
@NullMarked
package org.postjames.foreign;

import org.jspecify.annotations.NullMarked;
