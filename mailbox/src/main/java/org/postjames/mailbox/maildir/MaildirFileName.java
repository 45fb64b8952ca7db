package org.postjames.mailbox.maildir;

/**
 * A message's file name: a base that never changes, and behind {@code :2,} the letters of its flags.
 *
 * @param base the name up to the colon
 * @param letters the flag letters in the order of the file name
 */
record MaildirFileName(String base, String letters) {
    private static final String INFO = ":2,";

    static MaildirFileName parse(String name) {
        int colon = name.indexOf(':');
        if (colon < 0) {
            return new MaildirFileName(name, "");
        }
        String base = name.substring(0, colon);
        if (!name.startsWith(INFO, colon)) {
            return new MaildirFileName(base, "");
        }
        // Whatever stands behind a further comma is somebody's extension.
        int comma = name.indexOf(',', colon + INFO.length());
        return new MaildirFileName(base, name.substring(colon + INFO.length(), comma < 0 ? name.length() : comma));
    }

    /** The name in {@code cur/}. */
    static String withLetters(String base, String letters) {
        return base + INFO + letters;
    }

    /** The part of a base name that identifies the message: without {@code ,S=…,W=…}. */
    static String id(String base) {
        int comma = base.indexOf(',');
        return comma < 0 ? base : base.substring(0, comma);
    }

    /** The size with CRLF line ends that the writer of the file put into its name, or -1. */
    static long virtualSize(String base) {
        int at = base.indexOf(",W=");
        if (at < 0) {
            return -1;
        }
        long size = 0;
        int i = at + 3;
        for (; i < base.length() && Character.isDigit(base.charAt(i)); i++) {
            size = size * 10 + base.charAt(i) - '0';
        }
        return i == at + 3 || i > at + 18 ? -1 : size;
    }

    /** Orders files as they arrived: by the seconds at their front, then by the microseconds, then by name. */
    static int compareArrival(String a, String b) {
        int bySeconds = Long.compare(number(a, 0), number(b, 0));
        if (bySeconds != 0) {
            return bySeconds;
        }
        int byMicros = Long.compare(micros(a), micros(b));
        return byMicros != 0 ? byMicros : a.compareTo(b);
    }

    private static long micros(String base) {
        int dot = base.indexOf('.');
        int end = base.indexOf('.', dot + 1);
        int m = base.lastIndexOf('M', end < 0 ? base.length() : end);
        return dot < 0 || m < dot ? 0 : number(base, m + 1);
    }

    private static long number(String s, int from) {
        long n = 0;
        for (int i = from; i < s.length() && i < from + 18 && Character.isDigit(s.charAt(i)); i++) {
            n = n * 10 + s.charAt(i) - '0';
        }
        return n;
    }
}
