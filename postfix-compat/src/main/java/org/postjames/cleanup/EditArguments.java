package org.postjames.cleanup;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.esmtp.DsnNotify;
import org.postjames.esmtp.XText;
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
                envid = XText.decode(word.substring(6)).filter(EditArguments::isPrintable);
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
                OptionalInt mask =
                        notify == 0 ? DsnNotify.parse(word.substring(7), problems::plainWarning) : OptionalInt.empty();
                if (mask.isEmpty()) {
                    problems.warning(bad("NOTIFY", word));
                } else {
                    notify = mask.getAsInt();
                }
            } else if (word.regionMatches(true, 0, "ORCPT=", 0, 6)) {
                Optional<String> decoded = orcpt.isEmpty() ? XText.decodeOrcpt(word.substring(6)) : Optional.empty();
                if (decoded.isEmpty()) {
                    problems.warning(bad("ORCPT", word));
                } else {
                    orcpt = decoded.get();
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
}
