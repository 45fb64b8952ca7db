package org.postjames.smtp.server;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.table.TableUnavailableException;

/** Reads the address of MAIL, RCPT and VRFY. // smtpd.c, extract_addr(), and smtpd_check_addr() */
final class EnvelopeAddress {
    private EnvelopeAddress() {}

    /** The address, or nothing (with a warning in the log) if the client's text is none that Postfix would take. */
    static Optional<Address> parse(
            Session session, String argument, boolean allowNull, boolean strict, boolean smtputf8) {
        Optional<Address> address = AddressSyntax.parsePath(argument, strict);
        boolean good = address.isPresent()
                && (allowNull || !address.get().toString().isEmpty())
                && (session.standAlone || isDeliverable(session, address.get(), smtputf8));
        if (good) {
            return address;
        }
        session.warn("Illegal address syntax from " + session.clientName() + " in " + session.where + " command: "
                + session.printable(argument));
        return Optional.empty();
    }

    /** Without SMTPUTF8 a domain must be ASCII. A resolver that cannot answer now is asked again by the restrictions. */
    private static boolean isDeliverable(Session session, Address address, boolean smtputf8) {
        if (address.toString().isEmpty()) {
            return true;
        }
        if (!smtputf8 && !isAscii(address.domain())) {
            return false;
        }
        try {
            Address sender = session.mail.sender == null ? Address.NULL : session.mail.sender;
            return !session.service.routing().isMalformed(sender, address);
        } catch (TableUnavailableException e) {
            return true;
        }
    }

    /** An address that is accepted because {@code compatibility_level} keeps {@code smtputf8_enable} off. */
    static void noteNonAscii(Session session, String role, Address address, boolean smtputf8) {
        if (session.settings.smtputf8DisabledByLevel && !smtputf8 && !isAscii(address.toString())) {
            session.info("using backwards-compatible default setting smtputf8_enable=no to accept non-ASCII " + role
                    + " address \"" + address + "\" from " + session.clientName());
        }
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
