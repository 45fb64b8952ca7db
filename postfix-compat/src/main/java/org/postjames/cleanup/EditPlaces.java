package org.postjames.cleanup;

/**
 * Where a queue file can be changed after it was written: by overwriting a record with a pointer to what was appended behind the end of the file, from
 * where another pointer leads back. Offsets are -1 until they are known. // cleanup_milter.c
 */
final class EditPlaces {
    /** How long the data of a pointer record are. // REC_TYPE_PTR_PAYL_SIZE */
    static final int POINTER_LENGTH = 15;

    /** The sender record, and what follows it. */
    long sender = -1;

    long afterSender = -1;
    /** The pointer between the headers and the body, and what follows it. */
    long bodyPointer = -1;

    long body = -1;
    /** The pointer where more recipients can be put, and what follows it. */
    long recipientPointer = -1;

    long afterRecipients = -1;
    /** The pointer where a content filter or a redirection can be put, and what follows it. */
    long metaPointer = -1;

    long afterMeta = -1;

    /** The data of a pointer record. */
    static String pointer(long target) {
        String digits = Long.toString(target);
        return " ".repeat(POINTER_LENGTH - digits.length()) + digits;
    }
}
