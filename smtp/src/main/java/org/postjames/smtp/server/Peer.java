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
    static final Peer STAND_ALONE = local("127.0.0.1", true, false);

    /** The client of a Unix-domain socket is one of this host. // smtpd_peer.c, smtpd_peer_not_inet() */
    static Peer overUnix(boolean ipv4, boolean unidentified) {
        return local(ipv4 ? "127.0.0.1" : "::1", false, unidentified);
    }

    private static Peer local(String address, boolean standAlone, boolean unidentified) {
        ClientFacts client = new ClientFacts(
                "localhost", "localhost", address, ClientFacts.NameStatus.OK, ClientFacts.NameStatus.OK);
        return new Peer(client, "0", address, "0", standAlone, unidentified);
    }
}
