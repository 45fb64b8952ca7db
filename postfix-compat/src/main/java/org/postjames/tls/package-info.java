/**
 * Reads the files in which keys and certificates are kept.
 *
 * <p>Read first: {@code PemFile}. Postfix: tls_certkey.c.
 */
@NullMarked
package org.postjames.tls;

import org.jspecify.annotations.NullMarked;
