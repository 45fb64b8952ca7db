package org.postjames.smtp.client.tls;

import javax.net.ssl.SSLSocket;

/**
 * The end of a handshake.
 *
 * @param matched the certificate is what the level demands
 */
public record SecuredSocket(SSLSocket socket, boolean matched) {}
