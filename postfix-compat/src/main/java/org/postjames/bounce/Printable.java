package org.postjames.bounce;

/** Text that is safe to show: control characters, and bytes that are no UTF-8, become {@code ?}. Works on text that holds one byte per char. // printable(3) */
public final class Printable {
    private Printable() {}

    /** The text with one {@code ?} for each byte that cannot be shown. */
    public static String text(String latin1) {
        int i = 0;
        int n = latin1.length();
        while (i < n && latin1.charAt(i) >= ' ' && latin1.charAt(i) < 127) {
            i++;
        }
        if (i == n) {
            return latin1;
        }
        StringBuilder out = new StringBuilder(latin1);
        while (i < n) {
            char c = latin1.charAt(i);
            int length = c >= 0x80 ? sequence(latin1, i) : 1;
            if (length == 0 || c < ' ' || c == 127) {
                out.setCharAt(i, '?');
                i++;
            } else {
                i += length;
            }
        }
        return out.toString();
    }

    /** The length of the UTF-8 sequence that begins here, or 0 if none does. */
    private static int sequence(String text, int start) {
        char lead = text.charAt(start);
        int length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
        if (lead > 0xf4 || start + length > text.length()) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            char c = text.charAt(start + i);
            if (c < 0x80 || c > 0xbf) {
                return 0;
            }
        }
        return length;
    }
}
