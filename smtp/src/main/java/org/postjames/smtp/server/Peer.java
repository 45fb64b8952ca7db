package org.postjames.smtp.server;

import org.postjames.access.ClientFacts;

/**
 * Both ends of a connection.
 *
 * @param unidentified the upstream proxy did not say who the client is
 * @param standAlone {@code sendmail -bs}: no network, no restrictions
 */
record Peer(
        ClientFacts client,
        String clientPort,
        String serverAddress,
        String serverPort,
        boolean standAlone,
        boolean unidentified) {
    static final Peer STAND_ALONE = new Peer(
            new ClientFacts(
                    "localhost", "localhost", "127.0.0.1", ClientFacts.NameStatus.OK, ClientFacts.NameStatus.OK),
            "0",
            "127.0.0.1",
            "0",
            true,
            false);
}
