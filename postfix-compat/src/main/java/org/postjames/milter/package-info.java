/**
 * Talks with mail filters that speak the Sendmail 8 Milter protocol, versions 2 to 6: what an SMTP session says to them, and what they answer.
 *
 * <p>Read {@link org.postjames.milter.Milters} first: the filters of one session. {@link org.postjames.milter.MilterConfiguration} is what main.cf says about them.
 *
 * <p>Postfix: {@code MILTER_README}, {@code milter.c}, {@code milter8.c}.
 */
@NullMarked
package org.postjames.milter;

import org.jspecify.annotations.NullMarked;
