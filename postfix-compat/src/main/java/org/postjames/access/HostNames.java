package org.postjames.access;

import java.util.Optional;

/** The syntax of host names and addresses, as Postfix's valid_hostname.c and valid_mailhost_addr.c have it. */
public final class HostNames {
    private static final int NAME_LIMIT = 255;
    private static final int LABEL_LIMIT = 63;
    private static final int SHOWN = 100;

    private HostNames() {}

    /** Letters, digits, {@code _} and inner {@code -}; labels of 1 to 63; not all digits. // valid_hostname() */
    public static boolean isHostName(String name) {
        return flaw(name).isEmpty();
    }

    /** What keeps a text from being a host name, in Postfix's words. */
    static Optional<String> flaw(String name) {
        int labelLength = 0;
        boolean nonNumeric = false;
        int length = name.length();
        if (length == 0) {
            return problem("empty hostname");
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            boolean last = i + 1 == length;
            if (isAlphanumeric(c) || c == '_') {
                nonNumeric |= !isDigit(c);
                if (++labelLength > LABEL_LIMIT) {
                    return problem("hostname label too long", name);
                }
            } else if (c == '.') {
                if (labelLength == 0 || last) {
                    return problem("misplaced delimiter", name);
                }
                labelLength = 0;
            } else if (c == '-') {
                nonNumeric = true;
                if (++labelLength == 1 || last || name.charAt(i + 1) == '.') {
                    return problem("misplaced hyphen", name);
                }
            } else {
                return problem("invalid character " + (int) c + "(decimal)", name);
            }
        }
        if (!nonNumeric) {
            return problem("numeric hostname", name);
        }
        return length > NAME_LIMIT
                ? problem("bad length " + length + " for " + name.substring(0, SHOWN) + "...")
                : Optional.empty();
    }

    private static Optional<String> problem(String what, String name) {
        return problem(what + ": " + (name.length() > SHOWN ? name.substring(0, SHOWN) : name));
    }

    private static Optional<String> problem(String what) {
        return Optional.of("valid_hostname: " + what);
    }

    /** An IPv4 address in four decimal parts, or an IPv6 address. // valid_hostaddr() */
    public static boolean isHostAddress(String text) {
        return text.indexOf(':') >= 0 ? isIpv6(text) : isIpv4(text);
    }

    /** {@code 192.0.2.1}, or {@code IPv6:2001:db8::1}: as it stands in {@code [...]}. // valid_mailhost_addr() */
    public static boolean isMailHostAddress(String text) {
        if (text.regionMatches(true, 0, "IPv6:", 0, 5)) {
            return isIpv6(text.substring(5));
        }
        return isIpv4(text);
    }

    /** {@code name.} becomes {@code name}; {@code name..} stays. */
    static String withoutFinalDot(String name) {
        int length = name.length();
        boolean oneDot = length > 1 && name.charAt(length - 1) == '.' && name.charAt(length - 2) != '.';
        return oneDot ? name.substring(0, length - 1) : name;
    }

    /**
     * Replaces what is not printable.
     *
     * @param utf8 bytes that look like UTF-8 stay; without, all that are not ASCII are replaced. // printable(), util_utf8_enable
     */
    public static String printable(String text, char replacement, boolean utf8) {
        if (isPrintableAscii(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (utf8 && c >= 194 && c <= 254 && isContinuation(clean, i + 1)) {
                while (isContinuation(clean, i + 1)) {
                    i++;
                }
            } else if (c < ' ' || c >= 127) {
                clean.setCharAt(i, replacement);
            }
        }
        return clean.toString();
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) >= 127) {
                return false;
            }
        }
        return true;
    }

    /** The same under {@code smtputf8_enable = yes}. */
    public static String printable(String text, char replacement) {
        return printable(text, replacement, true);
    }

    private static boolean isContinuation(CharSequence text, int i) {
        return i < text.length() && text.charAt(i) >= 128 && text.charAt(i) < 192;
    }

    static boolean isIpv4(String text) {
        int parts = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                value = value * 10 + (c - '0');
                if (++digits > 3 || value > 255) {
                    return false;
                }
            } else if (c == '.' && digits > 0 && i + 1 < text.length() && isDigit(text.charAt(i + 1))) {
                if (parts == 0 && value == 0) {
                    return false; // valid_ipv4_hostaddr(): the first part must not be zero
                }
                parts++;
                digits = 0;
                value = 0;
            } else {
                return false;
            }
        }
        return parts == 3 && digits > 0;
    }

    /** Any number of fields from three on, which Postfix does not count. // valid_ipv6_hostaddr() */
    private static boolean isIpv6(String text) {
        int colons = 0;
        int nullField = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == '.') {
                return colons >= 2 && colons <= 6 && isIpv4(text.substring(i - digits));
            }
            if (c == ':') {
                char next = i + 1 < text.length() ? text.charAt(i + 1) : '\0';
                if (colons == 0 && digits == 0 && isAlphanumeric(next)
                        || ++colons > 7
                        || next == ':' && nullField > 0) {
                    return false;
                }
                nullField = next == ':' ? colons : nullField;
                digits = 0;
                i++;
            } else {
                digits = hexDigits(text, i);
                if (digits == 0 || digits > 4) {
                    return false;
                }
                i += digits;
            }
        }
        return colons >= 2 && (digits > 0 || nullField == colons - 1);
    }

    private static int hexDigits(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) <= 'f' && Character.digit(text.charAt(end), 16) >= 0) {
            end++;
        }
        return end - start;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
