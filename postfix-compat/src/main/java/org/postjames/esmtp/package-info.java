/** The keywords and the values of ESMTP parameters that more than one program of the mail system reads and writes: RFC 3461 (DSN), RFC 6533 (internationalized DSN). */
@NullMarked
package org.postjames.esmtp;

import org.jspecify.annotations.NullMarked;
