package org.postjames.queue;

import java.util.Optional;
import org.postjames.access.AddressVerifier.Status;

/**
 * What is known of one address.
 *
 * @param probed when the probe was sent that is under way, in seconds since 1970; 0 if there is none
 * @param updated when a probe's result came, likewise
 * @param text what the delivery agent said
 */
record Verification(Status status, long probed, long updated, String text) {
    static final Verification UNKNOWN = new Verification(Status.PENDING, 0, 0, "Address verification in progress");

    /** {@code status:probed:updated:text}. // verify.c, verify_make_entry(); rcpt status numbers of deliver_request.h */
    String format() {
        return status.ordinal() + ":" + probed + ":" + updated + ":" + text;
    }

    static Optional<Verification> parse(String line) {
        String[] fields = line.split(":", 4);
        try {
            int status = Integer.parseInt(fields[0]);
            if (fields.length == 4 && status >= 0 && status < Status.values().length) {
                return Optional.of(new Verification(
                        Status.values()[status], Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[3]));
            }
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
