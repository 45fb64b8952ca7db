package org.postjames.server.mailaccess;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One listening service for reading mail.
 *
 * @param implicitTls TLS from the first byte ({@code imaps}, {@code pop3s}); otherwise STARTTLS is offered when there is a certificate
 * @param certificate the server's certificate; without it no TLS is offered, and then only clients on this host may log in
 */
public record Listener(
        Protocol protocol, List<InetSocketAddress> addresses, boolean implicitTls, Optional<Certificate> certificate) {
    /** What is spoken. */
    public enum Protocol {
        IMAP,
        POP3
    }

    /** PEM files, absolute. */
    public record Certificate(Path chain, Path key) {}
}
