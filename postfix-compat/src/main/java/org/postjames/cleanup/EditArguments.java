package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.RecordType;

/** The addresses and ESMTP parameters that filters give for new senders and recipients. What is wrong with them is logged and ignored. */
final class EditArguments {
    private EditArguments() {}

    /** @param dsnNotify NEVER 1, SUCCESS 2, FAILURE 4, DELAY 8; 0 if not given */
    record Recipient(String orcpt, int dsnNotify) {}

    private static List<String> words(String arguments) {
        return List.of(arguments.split(" ")).stream().filter(w -> !w.isEmpty()).toList();
    }

    /** An address in external form, with or without brackets; empty if there is none. */
    static Optional<Address> address(String external, String request, Problems problems) {
        List<String> all = AddressSyntax.addresses(external);
        if (all.size() > 1) {
            boolean add = request.equals("add multi-recipient");
            problems.warning("Milter " + (add ? "or header/body_checks " : "") + "request to " + request + ": \""
                    + external + "\"");
        }
        return all.stream().findFirst().map(Address::of);
    }

    /** Writes RET= and ENVID=. */
    static void sender(String arguments, Problems problems, MessageRecords records) {
        Optional<String> envid = Optional.empty();
        int ret = 0;
        for (String word : words(arguments)) {
            boolean good = false;
            if (word.regionMatches(true, 0, "RET=", 0, 4)) {
                int code =
                        switch (word.substring(4).toUpperCase(Locale.ROOT)) {
                            case "FULL" -> 1;
                            case "HDRS" -> 2;
                            default -> 0;
                        };
                ret = code;
                good = code != 0;
            } else if (word.regionMatches(true, 0, "ENVID=", 0, 6)) {
                envid = xtext(word.substring(6)).filter(EditArguments::isPrintable);
                good = envid.isPresent();
            }
            if (!good) {
                problems.plainWarning("Ignoring bad ESMTP parameter \"" + word + "\" in SMFI_CHGFROM request");
            }
        }
        envid.ifPresent(id -> records.record(RecordType.ATTRIBUTE, QueueAttributes.DSN_ENVID + "=" + id));
        if (ret != 0) {
            records.record(RecordType.ATTRIBUTE, QueueAttributes.DSN_RET + "=" + ret);
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    static Recipient recipient(String arguments, Problems problems) {
        String orcpt = "";
        int notify = 0;
        for (String word : words(arguments)) {
            if (word.regionMatches(true, 0, "NOTIFY=", 0, 7)) {
                int mask = notify == 0 ? notifyMask(word.substring(7), problems) : 0;
                if (mask == 0) {
                    problems.warning(bad("NOTIFY", word));
                } else {
                    notify = mask;
                }
            } else if (word.regionMatches(true, 0, "ORCPT=", 0, 6)) {
                int semicolon = word.indexOf(';');
                Optional<String> decoded =
                        semicolon <= 6 || !orcpt.isEmpty() ? Optional.empty() : xtext(word.substring(semicolon + 1));
                if (decoded.isEmpty()) {
                    problems.warning(bad("ORCPT", word));
                } else {
                    orcpt = word.substring(6, semicolon + 1) + decoded.get();
                }
            } else {
                problems.warning(
                        "ignoring ESMTP argument from Milter or header/body_checks: \"" + shortened(word) + "\"");
            }
        }
        return new Recipient(orcpt, notify);
    }

    private static String bad(String parameter, String word) {
        return "Bad " + parameter + " parameter from Milter or header/body_checks: \"" + shortened(word) + "\"";
    }

    private static String shortened(String word) {
        return word.substring(0, Math.min(100, word.length()));
    }

    private static int notifyMask(String value, Problems problems) {
        int mask = 0;
        for (String word : value.split(",", -1)) {
            int bit =
                    switch (word.toUpperCase(Locale.ROOT)) {
                        case "NEVER" -> 1;
                        case "SUCCESS" -> 2;
                        case "FAILURE" -> 4;
                        case "DELAY" -> 8;
                        default -> 0;
                    };
            if (bit == 0) {
                problems.plainWarning("unknown DSN NOTIFY command value \"" + word + "\" in \"" + value + "\"");
                return 0;
            }
            mask |= bit;
        }
        return (mask & 1) != 0 && mask != 1 ? 0 : mask;
    }

    /** // RFC 3461 4, xtext_unquote() */
    private static Optional<String> xtext(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '+') {
                out.append(text.charAt(i));
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out.append(new String(new byte[] {(byte) (high << 4 | low)}, StandardCharsets.ISO_8859_1));
            i += 2;
        }
        return Optional.of(out.toString());
    }
}
