/**
 * Decides whether a client may do what it asks: the smtpd restriction lists, one class per keyword, and the access tables they consult.
 *
 * <p>Read first: {@code Verdict}, then {@code SmtpdChecks}. Postfix: smtpd_check.c, access(5), SMTPD_ACCESS_README. Left out so far: policy services,
 * address verification, client certificates, the {@code ns}, {@code mx} and {@code a} access checks; a list that names one of these refuses with
 * {@code 451 4.3.5} and never permits.
 */
@NullMarked
package org.postjames.access;

import org.jspecify.annotations.NullMarked;
