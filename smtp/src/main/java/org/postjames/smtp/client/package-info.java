/**
 * Decides how a message is sent to another host by SMTP: which servers, over which connection, and what their answers mean.
 *
 * <p>Read first: {@link org.postjames.smtp.client.SmtpClient}. Postfix: smtp(8), smtp_connect.c, smtp_proto.c, smtp_trouble.c. Left out on purpose:
 * DANE.
 */
@NullMarked
package org.postjames.smtp.client;

import org.jspecify.annotations.NullMarked;
