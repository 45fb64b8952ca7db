/**
 * What would happen to mail for an address, step by step, and how that is shown. Read {@link org.postjames.explain.Explanation} first. The steps are
 * noted while the server's own code plays the message; nothing here knows a rule of routing.
 *
 * <p>Postfix: {@code sendmail -bv} and {@code postmap -q}, the closest that it has.
 */
@NullMarked
package org.postjames.explain;

import org.jspecify.annotations.NullMarked;
