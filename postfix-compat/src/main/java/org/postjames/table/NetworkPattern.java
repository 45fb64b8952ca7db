package org.postjames.table;

/** A network: an address and how many of its leading bits count. // cidr_match.c */
public record NetworkPattern(HostAddress network, int bits) {
    /** What is wrong with the text of a pattern, in Postfix's words. */
    public static final class BadPatternException extends Exception {
        private static final long serialVersionUID = 1L;

        BadPatternException(String message) {
            super(message);
        }
    }

    /** Reads {@code a.b.c.d/n}, {@code [v6]/n}, {@code [v6/n]} and the same without mask. */
    public static NetworkPattern parse(String text) throws BadPatternException {
        String pattern = text;
        String mask = null;
        if (pattern.startsWith("[")) {
            int close = pattern.indexOf(']');
            if (close < 0) {
                throw new BadPatternException("missing ']' character after \"" + pattern + "\"");
            }
            String rest = pattern.substring(close + 1);
            if (!rest.isEmpty() && !rest.startsWith("/")) {
                throw new BadPatternException("garbage after \"" + pattern.substring(0, close + 1) + "\"");
            }
            pattern = pattern.substring(1, close);
            mask = rest.isEmpty() ? null : rest.substring(1);
        }
        int slash = mask == null ? pattern.indexOf('/') : -1;
        if (slash >= 0) {
            mask = pattern.substring(slash + 1);
            pattern = pattern.substring(0, slash);
        }
        return mask == null ? host(pattern) : masked(pattern, mask);
    }

    private static NetworkPattern host(String pattern) throws BadPatternException {
        HostAddress address = HostAddress.parse(pattern)
                .orElseThrow(() -> new BadPatternException("bad address pattern: \"" + pattern + "\""));
        return new NetworkPattern(address, address.bytes().length * 8);
    }

    private static NetworkPattern masked(String pattern, String mask) throws BadPatternException {
        String in = " in \"" + pattern + "/" + mask + "\"";
        int most = pattern.indexOf(':') >= 0 ? 128 : 32;
        if (mask.isEmpty() || !mask.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadPatternException("bad mask value" + in);
        }
        int bits = (int) (mask.length() > 18 ? Long.MAX_VALUE : Long.parseLong(mask)) & 0xff; // one byte, cidr_match.h
        if (bits > most) {
            throw new BadPatternException("bad mask length" + in);
        }
        HostAddress address =
                HostAddress.parse(pattern).orElseThrow(() -> new BadPatternException("bad network value" + in));
        HostAddress network = new HostAddress(masked(address.bytes(), bits));
        if (!network.equals(address)) {
            throw new BadPatternException("non-null host address bits" + in + ", perhaps you should use \"" + network
                    + "/" + bits + "\" instead");
        }
        return new NetworkPattern(network, bits);
    }

    private static byte[] masked(byte[] bytes, int bits) {
        byte[] out = bytes.clone();
        for (int i = 0; i < out.length; i++) {
            int keep = Math.max(0, Math.min(8, bits - 8 * i));
            out[i] &= (byte) (0xff00 >> keep);
        }
        return out;
    }

    public boolean contains(HostAddress address) {
        byte[] theirs = address.bytes();
        byte[] ours = network.bytes();
        if (theirs.length != ours.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (theirs[i] != ours[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || (theirs[whole] & (0xff00 >> rest) & 0xff) == (ours[whole] & 0xff);
    }
}
