package org.postjames.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.postjames.address.Address;

/** The lines that a delivery puts before the message. // mail_copy.c */
final class DeliveryHeaders {
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("EEE MMM ", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(" HH:mm:ss yyyy", Locale.ROOT);

    private final StringBuilder out = new StringBuilder(200);

    /** {@code From SENDER  DATE}: the date as asctime(3) writes it, in local time. */
    DeliveryHeaders from(Address sender, Instant now) {
        ZonedDateTime local = now.atZone(ZoneId.systemDefault());
        out.append("From ")
                .append(sender.isNull() ? "MAILER-DAEMON" : quote822(sender))
                .append("  ")
                .append(MONTH.format(local));
        if (local.getDayOfMonth() < 10) {
            out.append(' ');
        }
        out.append(local.getDayOfMonth()).append(TIME.format(local)).append('\n');
        return this;
    }

    DeliveryHeaders returnPath(Address sender) {
        out.append("Return-Path: <").append(quote822(sender)).append(">\n");
        return this;
    }

    /** Nothing if the original recipient is not known, or {@code enable_original_recipient = no}. */
    DeliveryHeaders originalTo(Address original, boolean enabled) {
        if (enabled && !original.isNull()) {
            out.append("X-Original-To: ").append(quote822(original)).append('\n');
        }
        return this;
    }

    DeliveryHeaders deliveredTo(Address delivered) {
        out.append("Delivered-To: ").append(quote822(delivered)).append('\n');
        return this;
    }

    byte[] bytes() {
        String text = out.toString();
        boolean latin1 = text.chars().allMatch(c -> c < 256);
        return text.getBytes(latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** RFC 5322 3.4.1: a local part that is no dot-atom is quoted. // quote_822_local.c */
    static String quote822(Address address) {
        String local = address.localPart();
        StringBuilder quoted = new StringBuilder(local.length() + 40);
        if (address.isNull() || isDotAtom(local)) {
            quoted.append(local);
        } else {
            quoted.append('"');
            for (int i = 0; i < local.length(); i++) {
                char c = local.charAt(i);
                if (c == '"' || c == '\\' || c == '\r') {
                    quoted.append('\\');
                }
                quoted.append(c);
            }
            quoted.append('"');
        }
        return address.hasDomain() ? quoted.append('@').append(address.domain()).toString() : quoted.toString();
    }

    private static boolean isDotAtom(String local) {
        if (local.isEmpty() || local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
            return false;
        }
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c <= ' ' || c == 127 || "()<>@,;:\\\"[]".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }
}
