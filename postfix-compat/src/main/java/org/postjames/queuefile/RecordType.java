package org.postjames.queuefile;

/** The first byte of a queue file record. // rec_type.h */
public final class RecordType {
    public static final int SIZE = 'C';
    public static final int TIME = 'T';
    public static final int CREATE_TIME = 'c';
    public static final int FULL_NAME = 'F';
    public static final int INSPECTOR = 'I';
    /** The content filter, in an envelope. The same letter as {@link #CONTINUED}. */
    public static final int FILTER = 'L';

    public static final int SENDER = 'S';
    public static final int DONE = 'D';
    public static final int RECIPIENT = 'R';
    public static final int ORIGINAL_RECIPIENT = 'O';
    public static final int CANCELED_RECIPIENT = '/';
    public static final int WARNING_TIME = 'W';
    public static final int ATTRIBUTE = 'A';
    public static final int KILLED = 'K';
    public static final int REDIRECT = '>';
    public static final int FLAGS = 'f';
    public static final int DELAY = 'd';
    public static final int MESSAGE = 'M';
    /** A line, or the end of one. */
    public static final int NORMAL = 'N';
    /** The beginning of a line whose rest is in the next record. */
    public static final int CONTINUED = 'L';

    public static final int PADDING = 'w';
    public static final int EXTRACTED = 'X';
    public static final int RETURN_RECEIPT = 'r';
    public static final int ERRORS_TO = 'e';
    public static final int PRIORITY = 'P';
    public static final int POINTER = 'p';
    public static final int VERP = 'V';
    public static final int DSN_RET = '<';
    public static final int DSN_ENVID = 'i';
    public static final int DSN_ORCPT = 'o';
    public static final int DSN_NOTIFY = 'n';
    public static final int MILTER_COUNT = 'm';
    public static final int END = 'E';

    /** What may stand before the content. */
    public static final String ENVELOPE = "MCTcFILSDRO/WVA>K<ion";
    /** What may stand after the content. */
    public static final String EXTRACT = "EDRO/PreAFIL>Kon";
    /** What a user may put before the content of a file in {@code maildrop}. */
    public static final String POST_ENVELOPE = "MFSRVAin";
    /** What a user may put after the content of a file in {@code maildrop}. */
    public static final String POST_EXTRACT = "EAR";

    private RecordType() {}

    /** The name that postcat(1) prints. // rec_type.c */
    public static String name(int type) {
        return switch (type) {
            case SIZE -> "message_size";
            case TIME -> "message_arrival_time";
            case CREATE_TIME -> "queue_file_create_time";
            case FULL_NAME -> "sender_fullname";
            case INSPECTOR -> "content_inspector";
            case FILTER -> "content_filter";
            case SENDER -> "sender";
            case DONE -> "done_recipient";
            case CANCELED_RECIPIENT -> "canceled_recipient";
            case RECIPIENT -> "recipient";
            case ORIGINAL_RECIPIENT -> "original_recipient";
            case WARNING_TIME -> "warning_message_time";
            case ATTRIBUTE -> "named_attribute";
            case POINTER -> "pointer_record";
            case KILLED -> "killed_record";
            case MESSAGE -> "message_content";
            case NORMAL -> "regular_text";
            case PADDING -> "padding";
            case EXTRACTED -> "extracted_info";
            case RETURN_RECEIPT -> "return_receipt";
            case ERRORS_TO -> "errors_to";
            case PRIORITY -> "priority";
            case VERP -> "verp_delimiters";
            case END -> "message_end";
            case REDIRECT -> "redirect_to";
            case FLAGS -> "flags";
            case DSN_RET -> "dsn_return_flags";
            case DSN_ENVID -> "dsn_envelope_id";
            case DSN_ORCPT -> "dsn_original_recipient";
            case DSN_NOTIFY -> "dsn_notify_flags";
            default -> "unknown_record_type";
        };
    }
}
