package org.postjames.server.mailaccess;

/**
 * What a client may ask of the server before and after it has logged in. // CVE-2024-37358: James's own default has no limit
 *
 * @param literalBytes the largest IMAP literal, which is also the largest message that APPEND takes
 * @param connections all clients together, per listener
 * @param connectionsPerClient per client address, per listener
 */
public record AccessLimits(long literalBytes, int connections, int connectionsPerClient) {
    static final int LINE_BYTES = 65_536;
    static final int LITERAL_BYTES_IN_MEMORY = 65_536;
}
