/**
 * Puts the mail transfer agent together: SMTP server, cleanup, queue and delivery agents over one configuration snapshot. Read
 * {@link org.postjames.server.mta.MailTransfer} first. The other classes carry questions from one module to another, because neighbours do not see each
 * other.
 */
@NullMarked
package org.postjames.server.mta;

import org.jspecify.annotations.NullMarked;
