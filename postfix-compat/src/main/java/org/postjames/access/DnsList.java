package org.postjames.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postjames.dns.DnsResolver;
import org.postjames.rewrite.MidnaDomain;
import org.postjames.table.HostAddress;

/**
 * A DNS list, denying or allowing: {@code domain} or {@code domain=d.d.d.d}. // RFC 5782; find_dnsxl_addr(), find_dnsxl_domain()
 *
 * @param wanted which answers count; null for all
 */
record DnsList(String argument, String domain, @Nullable AddressPattern wanted, RestrictionContext context) {
    private static final int TEXT_LIMIT = 500;
    private static final int SEPARATOR_LENGTH = 3;

    /** What the list says of a name or address. */
    enum Answer {
        LISTED,
        NOT_LISTED,
        /** The list cannot answer now. */
        UNKNOWN
    }

    /** @param query the name under which the list has it, for the text */
    record Result(Answer answer, String query) {
        private static final Result NOT_LISTED = new Result(Answer.NOT_LISTED, "");
    }

    /** @throws IllegalArgumentException with Postfix's words if the pattern is malformed */
    static DnsList parse(String argument, RestrictionContext context) {
        int equals = argument.indexOf('=');
        return new DnsList(
                argument,
                equals < 0 ? argument : argument.substring(0, equals),
                equals < 0 ? null : AddressPattern.parse(argument.substring(equals + 1)),
                context);
    }

    Result findAddress(String address) {
        return find(reversed(address) + domain);
    }

    /** Names that end in a number are not asked for, address literals neither. */
    Result findDomain(String name) {
        String asked = Judged.domain(name);
        boolean literal = asked.startsWith("[") && asked.length() < name.length();
        String suffix = asked.substring(asked.lastIndexOf('.') + 1);
        if (literal || asked.isEmpty() || suffix.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Result.NOT_LISTED;
        }
        String ascii = MidnaDomain.toAscii(asked, warning -> {}).orElse(asked);
        return HostNames.isHostName(ascii) ? find(ascii + "." + domain) : Result.NOT_LISTED;
    }

    // Postfix differs: an smtpd process remembers what DNS lists said, failures too, for as long as it runs; we ask the
    // resolver each time, because what is
    // remembered is old at some time, and so a list that fails is warned of each time.
    private Result find(String query) {
        DomainLookup found = DomainLookup.of(context, query, DnsResolver.Type.A);
        return switch (found.status()) {
            case NOT_FOUND -> Result.NOT_LISTED;
            case OK ->
                wanted == null || found.records().stream().anyMatch(answer -> wanted.matches(answer.data()))
                        ? new Result(Answer.LISTED, query)
                        : Result.NOT_LISTED;
            case POLICY, NULL_MX, RETRY, INVALID -> {
                context.warn(query + ": RBL lookup error: " + found.reason());
                yield new Result(Answer.UNKNOWN, query);
            }
        };
    }

    /** Why it is listed: the TXT records. */
    String reason(Result result) {
        DomainLookup found = DomainLookup.of(context, result.query(), DnsResolver.Type.TXT);
        if (found.status() == DomainLookup.Status.POLICY) {
            context.warn(result.query() + ": TXT lookup error: DNS reply filter drops all results");
        }
        StringBuilder text = new StringBuilder();
        int space = TEXT_LIMIT;
        for (int i = 0; i < found.records().size() && space > 0; i++) {
            String data = found.records().get(i).data();
            text.append(data, 0, Math.min(data.length(), space));
            space = TEXT_LIMIT - text.length();
            if (i + 1 < found.records().size() && space > SEPARATOR_LENGTH) {
                text.append(" / ");
                space -= SEPARATOR_LENGTH;
            }
        }
        return text.toString();
    }

    /** Octets of IPv4, nibbles of IPv6, the last one first. // RFC 5782 2.1, 2.4 */
    private static String reversed(String address) {
        StringBuilder out = new StringBuilder();
        if (address.indexOf(':') < 0) {
            String[] octets = address.split("\\.");
            for (int i = octets.length - 1; i >= 0; i--) {
                out.append(octets[i]).append('.');
            }
            return out.toString();
        }
        byte[] bytes = HostAddress.parse(address).orElseThrow().bytes();
        for (int i = bytes.length - 1; i >= 0; i--) {
            out.append(String.format(Locale.ROOT, "%x.%x.", bytes[i] & 15, bytes[i] >> 4 & 15));
        }
        return out.toString();
    }
}
