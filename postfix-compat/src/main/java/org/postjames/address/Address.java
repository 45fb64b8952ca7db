package org.postjames.address;

/**
 * An envelope address in Postfix's internal form: unquoted, split at its last {@code @}. The null sender has an empty local part and no domain; a bare
 * {@code user} has no domain. Case is kept. Nothing here rejects an address that Postfix accepts.
 *
 * @param localPart the unquoted local part, without {@code @domain}
 * @param domain what follows the last {@code @}, or the empty string when there is no {@code @}; {@code user@} also has an empty domain
 */
public record Address(String localPart, String domain) {
    public static final Address NULL = new Address("", "");

    /** Splits the internal form at the last {@code @}. */
    public static Address of(String internal) {
        int at = internal.lastIndexOf('@');
        return at < 0 || at == internal.length() - 1
                ? new Address(internal, "")
                : new Address(internal.substring(0, at), internal.substring(at + 1));
    }

    public boolean isNull() {
        return localPart.isEmpty() && domain.isEmpty();
    }

    public boolean hasDomain() {
        return !domain.isEmpty();
    }

    /** The internal (unquoted) form: {@code local part@domain}, or the local part alone. */
    @Override
    public String toString() {
        return domain.isEmpty() ? localPart : localPart + "@" + domain;
    }
}
