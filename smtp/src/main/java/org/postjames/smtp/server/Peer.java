package org.postjames.smtp.server;

import org.postjames.access.ClientFacts;

/**
 * Both ends of a connection.
 *
 * @param standAlone {@code sendmail -bs}: no network, no restrictions
 */
record Peer(ClientFacts client, String clientPort, String serverAddress, String serverPort, boolean standAlone) {
    static final Peer STAND_ALONE = new Peer(
            new ClientFacts(
                    "localhost", "localhost", "127.0.0.1", ClientFacts.NameStatus.OK, ClientFacts.NameStatus.OK),
            "0",
            "127.0.0.1",
            "0",
            true);
}
