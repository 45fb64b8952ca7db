package org.postjames.access;

/**
 * Who is at the other end of the connection.
 *
 * @param name the verified host name, or {@code unknown}
 * @param reverseName the name that the address's PTR record gives, verified or not, or {@code unknown}
 * @param address without brackets or {@code IPv6:}
 * @param nameAndAddress {@code name[address]}, perhaps with the port, as it stands in replies and log lines; an XCLIENT command that is refused has no
 *     effect on it
 * @param connectedAddress where the connection comes from, whoever XCLIENT says the client is
 */
public record ClientFacts(
        String name,
        String reverseName,
        String address,
        NameStatus nameStatus,
        NameStatus reverseNameStatus,
        String nameAndAddress,
        String connectedAddress) {
    public ClientFacts(
            String name, String reverseName, String address, NameStatus nameStatus, NameStatus reverseNameStatus) {
        this(name, reverseName, address, nameStatus, reverseNameStatus, name + "[" + address + "]", address);
    }

    /** How the lookup of a client's name ended. // smtpd_peer.c */
    public enum NameStatus {
        OK,
        /** The DNS could not answer now. */
        TEMPORARY,
        /** There is no name. */
        PERMANENT,
        /** The name's addresses do not contain the client's. */
        FORGED
    }

    /** The same client as it is to be shown from now on. */
    public ClientFacts shownAs(String text) {
        return new ClientFacts(name, reverseName, address, nameStatus, reverseNameStatus, text, connectedAddress);
    }
}
