package org.postjames.access;

/**
 * Who is at the other end of the connection.
 *
 * @param name the verified host name, or {@code unknown}
 * @param reverseName the name that the address's PTR record gives, verified or not, or {@code unknown}
 * @param address without brackets or {@code IPv6:}
 */
public record ClientFacts(
        String name, String reverseName, String address, NameStatus nameStatus, NameStatus reverseNameStatus) {
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

    /** {@code name[address]}, as it stands in replies and log lines. */
    public String nameAndAddress() {
        return name + "[" + address + "]";
    }
}
