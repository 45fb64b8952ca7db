package org.postjames.address;

import java.util.Optional;

/**
 * The two characters with which a recipient is put into the sender of its copy: the sender {@code list@example.org} becomes
 * {@code list+user=domain@example.org}. // VERP_README, verp_sender.c
 *
 * @param first between the sender's local part and the recipient's
 * @param second in place of the recipient's {@code @}
 */
public record VerpDelimiters(char first, char second) {
    /**
     * @param text two characters
     * @param filter {@code verp_delimiter_filter}: the characters that may be one
     * @return empty if these are no delimiters
     */
    public static Optional<VerpDelimiters> parse(String text, String filter) {
        boolean allowed =
                text.length() == 2 && filter.indexOf(text.charAt(0)) >= 0 && filter.indexOf(text.charAt(1)) >= 0;
        return allowed ? Optional.of(new VerpDelimiters(text.charAt(0), text.charAt(1))) : Optional.empty();
    }

    /** @param recipient as the list knows it: before rewriting and expansion */
    public Address sender(Address sender, Address recipient) {
        String of = recipient.hasDomain() ? second + recipient.domain() : "";
        return new Address(sender.localPart() + first + recipient.localPart() + of, sender.domain());
    }

    @Override
    public String toString() {
        return "" + first + second;
    }
}
