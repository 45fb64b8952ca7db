package org.postjames.smtp.server;

/** Whether bytes (as Latin-1 characters) are well-formed UTF-8. // RFC 3629 4, valid_utf8_string.c */
final class Utf8 {
    private Utf8() {}

    static boolean isValid(String bytes) {
        int i = 0;
        int length = bytes.length();
        while (i < length) {
            char c = bytes.charAt(i);
            if (c < 0x80) {
                i++;
                continue;
            }
            int extra = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
            if (c < 0xc2 || c > 0xf4 || i + extra >= length) {
                return false;
            }
            char second = bytes.charAt(i + 1);
            int low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
            int high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
            if (second < low || second > high) {
                return false;
            }
            for (int j = 2; j <= extra; j++) {
                if (bytes.charAt(i + j) < 0x80 || bytes.charAt(i + j) > 0xbf) {
                    return false;
                }
            }
            i += extra + 1;
        }
        return true;
    }
}
