package org.postjames.smtp.client.tls;

/**
 * Whom a handshake is with.
 *
 * @param host the server's name
 * @param nexthop the next hop's domain, or what stands in brackets
 * @param nameAddressPort as the log names it
 */
public record TlsServer(String host, String nexthop, String nameAddressPort) {}
