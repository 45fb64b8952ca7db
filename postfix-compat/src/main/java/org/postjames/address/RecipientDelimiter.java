package org.postjames.address;

/**
 * The characters of {@code recipient_delimiter}, and the rule by which they split a local part. // split_addr.c
 *
 * @param characters the set of delimiters; empty means that nothing is ever split
 * @param ownerRequestSpecial {@code owner_request_special}: with {@code -} among the delimiters, {@code owner-x} and {@code x-request} stay whole
 * @param doubleBounceSender {@code double_bounce_sender}, which stays whole
 */
public record RecipientDelimiter(String characters, boolean ownerRequestSpecial, String doubleBounceSender) {
    /** {@code base + extension} is always the local part that was split; the extension begins with its delimiter, or is empty. */
    public record Split(String base, String extension) {}

    public Split split(String localPart) {
        int at = position(localPart);
        return at < 0 ? new Split(localPart, "") : new Split(localPart.substring(0, at), localPart.substring(at));
    }

    private int position(String localPart) {
        int length = localPart.length();
        for (int i = 0; i < length; i++) {
            if (characters.indexOf(localPart.charAt(i)) >= 0) {
                return i == 0 || whole(localPart) ? -1 : i;
            }
        }
        return -1;
    }

    private boolean whole(String localPart) {
        if (localPart.equalsIgnoreCase("postmaster")
                || localPart.equalsIgnoreCase("mailer-daemon")
                || localPart.equalsIgnoreCase(doubleBounceSender)) {
            return true;
        }
        if (!ownerRequestSpecial || characters.indexOf('-') < 0) {
            return false;
        }
        return localPart.regionMatches(true, 0, "owner-", 0, 6)
                || (localPart.length() > 8 && localPart.regionMatches(true, localPart.length() - 8, "-request", 0, 8));
    }
}
