package org.postjames.access;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.AddressRewriter;
import org.postjames.rewrite.RewriteContext;

/**
 * The sender of address verification probes: {@code address_verify_sender}, with a part that changes every {@code address_verify_sender_ttl}. Whoever probes us with
 * our own is not to be probed in turn. // verify_sender_addr.c
 */
public final class VerifySender {
    private static final String DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZ"; // safe_ultostr.c, base 31

    private final Address base;
    private final Duration ttl;
    private final Clock clock;

    public VerifySender(PostfixConfig config, Clock clock) {
        String text = config.get(AccessParameters.ADDRESS_VERIFY_SENDER);
        boolean isNull = text.isEmpty() || text.equals("<>");
        this.base = isNull ? Address.NULL : new AddressRewriter(config).rewrite(RewriteContext.LOCAL, Address.of(text));
        this.ttl = config.get(AccessParameters.ADDRESS_VERIFY_SENDER_TTL);
        this.clock = clock;
    }

    /** The sender for a probe now. */
    public Address now() {
        return base.isNull() || ttl.isZero() ? base : new Address(base.localPart() + digits(epoch()), base.domain());
    }

    /** The sender without its changing part, if the address is one that we use now or might have used a moment ago. */
    public Optional<Address> recognise(Address address) {
        if (base.isNull()) {
            return address.isNull() ? Optional.of(base) : Optional.empty();
        }
        String local = address.localPart();
        int length = base.localPart().length();
        boolean fits = local.regionMatches(true, 0, base.localPart(), 0, length)
                && address.domain().equalsIgnoreCase(base.domain());
        if (!fits) {
            return Optional.empty();
        }
        String rest = local.substring(length);
        return (ttl.isZero() ? rest.isEmpty() : isCurrent(rest)) ? Optional.of(base) : Optional.empty();
    }

    private boolean isCurrent(String time) {
        long now = epoch();
        return time.equals(digits(now)) || time.equals(digits(now - 1)) || time.equals(digits(now + 1));
    }

    private long epoch() {
        return clock.instant().getEpochSecond() / ttl.toSeconds();
    }

    private static String digits(long value) {
        StringBuilder out = new StringBuilder();
        for (long rest = value; rest > 0 || out.isEmpty(); rest /= DIGITS.length()) {
            out.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return out.reverse().toString();
    }
}
