/**
 * Decides what an SMTP client is told: one virtual thread per session, blocking sockets, sequential code.
 *
 * <p>Read first: {@code SmtpServer}, then {@code SmtpProtocol}. Postfix: smtpd(8), smtpd.c. Left out so far: milters, before-queue proxies, policy
 * services, XFORWARD, client certificates.
 */
@NullMarked
package org.postjames.smtp.server;

import org.jspecify.annotations.NullMarked;
