package org.postjames.explain;

/**
 * Who sends what to whom. Bytes stand as ISO-8859-1 characters.
 *
 * @param address the recipient, in the external form of RCPT TO without brackets
 * @param sender the envelope sender in the same form; empty for the null sender
 * @param clientAddress the client's IP address
 * @param clientName its verified name, or {@code unknown}
 * @param helo what it says after EHLO
 * @param saslUser under which name it has logged in; empty for not at all
 */
public record Question(
        String address, String sender, String clientAddress, String clientName, String helo, String saslUser) {}
