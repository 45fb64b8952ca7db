package org.postjames.smtp.server;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a message came from before it came to this client, as XFORWARD has told: for the log, the queue file and the next hop, not for decisions. What was not told is
 * unknown: it is never mixed with what is known of the client itself. Ends with the mail transaction. // smtpd_xforward.c
 */
final class Forwarded {
    /** What XFORWARD can tell, in the order in which EHLO announces it. */
    enum Attribute {
        NAME,
        ADDR,
        PROTO,
        HELO,
        SOURCE,
        PORT,
        IDENT
    }

    static final String UNKNOWN = "unknown";

    private static final Set<Attribute> CLIENT =
            EnumSet.of(Attribute.NAME, Attribute.ADDR, Attribute.PROTO, Attribute.HELO, Attribute.PORT);

    private final Set<Attribute> told = EnumSet.noneOf(Attribute.class);
    String name = UNKNOWN;
    String address = UNKNOWN;
    String literalAddress = UNKNOWN;
    String port = UNKNOWN;
    String protocol = UNKNOWN;
    String client = UNKNOWN;

    @Nullable
    String helo;

    /** The queue id at the system before. */
    @Nullable
    String ident;

    boolean local;

    /** A command has succeeded: from now on these count. */
    void tell(Set<Attribute> attributes, boolean portLogging) {
        told.addAll(attributes);
        if (attributes.contains(Attribute.NAME)
                || attributes.contains(Attribute.ADDR)
                || attributes.contains(Attribute.PORT)) {
            client = address.equals(UNKNOWN) ? name : name + "[" + address + "]" + (portLogging ? ":" + port : "");
        }
    }

    /** Whether nothing was told: the client speaks for itself. */
    boolean isEmpty() {
        return told.isEmpty();
    }

    /** Whether anything is known of that earlier client. */
    boolean hasClient() {
        return told.stream().anyMatch(CLIENT::contains);
    }

    /** Whether XFORWARD has said that headers are to be completed with our domain, or not. */
    boolean hasSource() {
        return told.contains(Attribute.SOURCE);
    }

    void reset() {
        told.clear();
        name = UNKNOWN;
        address = UNKNOWN;
        literalAddress = UNKNOWN;
        port = UNKNOWN;
        protocol = UNKNOWN;
        client = UNKNOWN;
        helo = null;
        ident = null;
        local = false;
    }
}
