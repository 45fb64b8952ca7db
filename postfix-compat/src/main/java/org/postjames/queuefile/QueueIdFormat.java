package org.postjames.queuefile;

import java.util.Locale;

/**
 * How a queue id is made of the time and the file's inode number, and what can be read back from it. // mail_queue.h
 *
 * <p>Short: five hexadecimal digits of the microseconds, then the inode in hexadecimal. Long: seconds in base 52 (six digits or more), microseconds in
 * base 52 (four digits), {@code z}, inode in base 51.
 */
public final class QueueIdFormat {
    private static final String ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    private static final int LONG_TIME_DIGITS = 10;
    private static final int LONG_MICROS_DIGITS = 4;
    private static final int SHORT_MICROS_DIGITS = 5;
    private static final int MAX_LENGTH = 255;

    private QueueIdFormat() {}

    /** The short id of a file. */
    public static QueueId shortId(int micros, long inode) {
        return new QueueId(hexMicros(micros) + Long.toHexString(inode).toUpperCase(Locale.ROOT));
    }

    /** The long id of a file; it never repeats on one file system. */
    public static QueueId longId(long seconds, int micros, long inode) {
        return new QueueId(
                encode(seconds, 52, 6) + encode(micros, 52, LONG_MICROS_DIGITS) + 'z' + encode(inode, 51, 0));
    }

    /** Whether a name may be a queue file's: letters, digits and underscores. // mail_queue_id_ok */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    /** Whether the id is of the long form. */
    public static boolean isLong(String id) {
        return id.lastIndexOf('z') >= LONG_TIME_DIGITS;
    }

    /** The inode number in an id, or -1 if there is none. */
    public static long inode(String id) {
        try {
            return isLong(id)
                    ? decode(id.substring(id.lastIndexOf('z') + 1), 51)
                    : Long.parseLong(id.substring(Math.min(id.length(), SHORT_MICROS_DIGITS)), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The same time with another inode number, in the wanted form: what {@code postsuper -s} renames a file to. */
    public static QueueId withInode(String id, long inode, boolean longIds) {
        if (!isLong(id)) {
            String micros = id.substring(0, Math.min(id.length(), SHORT_MICROS_DIGITS));
            return new QueueId(micros + Long.toHexString(inode).toUpperCase(Locale.ROOT));
        }
        return longIds
                ? new QueueId(id.substring(0, id.lastIndexOf('z') + 1) + encode(inode, 51, 0))
                : new QueueId(hashKey(id) + Long.toHexString(inode).toUpperCase(Locale.ROOT));
    }

    /** The text whose first characters name the subdirectories of a hashed queue. */
    static String hashKey(String id) {
        if (!isLong(id)) {
            return id;
        }
        int z = id.lastIndexOf('z');
        try {
            return hexMicros((int) decode(id.substring(z - LONG_MICROS_DIGITS, z), 52));
        } catch (NumberFormatException e) {
            return hexMicros(0);
        }
    }

    private static String hexMicros(int micros) {
        String hex = Integer.toHexString(micros).toUpperCase(Locale.ROOT);
        return "00000".substring(Math.min(hex.length(), SHORT_MICROS_DIGITS)) + hex;
    }

    private static String encode(long value, int base, int width) {
        StringBuilder digits = new StringBuilder(16);
        for (long v = value; v > 0; v /= base) {
            digits.append(ALPHABET.charAt((int) (v % base)));
        }
        while (digits.length() < width) {
            digits.append('0');
        }
        return digits.reverse().toString();
    }

    private static long decode(String digits, int base) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = ALPHABET.indexOf(digits.charAt(i));
            if (digit < 0 || digit >= base) {
                throw new NumberFormatException(digits);
            }
            value = value * base + digit;
        }
        return value;
    }
}
