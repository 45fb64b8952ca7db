package org.postjames.mailbox.maildir;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code dovecot-uidlist}: {@code uid [X<value>…] :filename}.
 *
 * @param extensions the fields between UID and name, each with a space before it, kept as they are
 */
record UidRecord(long uid, String extensions, String base) {
    private static final long MAX_UID = 0xFFFF_FFFFL;

    /** The record of a line, or null if the line is damaged. */
    static @Nullable UidRecord parse(String line) {
        int space = line.indexOf(' ');
        int name = line.indexOf(" :");
        long uid = space <= 0 ? 0 : decimal(line, 0, space);
        if (uid <= 0 || name < space || name + 2 == line.length() || line.indexOf('\0') >= 0) {
            return null;
        }
        String base = MaildirFileName.parse(line.substring(name + 2)).base();
        return base.isEmpty() || base.indexOf('/') >= 0 ? null : new UidRecord(uid, line.substring(space, name), base);
    }

    /** A number up to 32 bits, or -1. */
    static long decimal(String s, int from, int to) {
        long n = 0;
        for (int i = from; i < to; i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            n = n * 10 + c - '0';
            if (n > MAX_UID) {
                return -1;
            }
        }
        return to > from ? n : -1;
    }

    /** The {@code W} field: the size with CRLF line ends, or -1. */
    static long virtualSize(String extensions) {
        int at = extensions.indexOf(" W");
        if (at < 0) {
            return -1;
        }
        int end = extensions.indexOf(' ', at + 1);
        String number = extensions.substring(at + 2, end < 0 ? extensions.length() : end);
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static void append(StringBuilder out, MaildirMessage m) {
        out.append(m.uid()).append(m.extensions());
        if (m.virtualSize() >= 0
                && UidRecord.virtualSize(m.extensions()) < 0
                && MaildirFileName.virtualSize(m.base()) < 0) {
            out.append(" W").append(m.virtualSize());
        }
        out.append(" :").append(m.base()).append('\n');
    }
}
