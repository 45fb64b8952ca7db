package org.postjames.milter;

/** What a filter is told. // SMFIC_*, SMFIP_NO*, SMFIP_NR_* */
enum MilterEvent {
    CONNECT('C', "SMFIC_CONNECT", 1, 1 << 12),
    HELO('H', "SMFIC_HELO", 1 << 1, 1 << 13),
    MAIL('M', "SMFIC_MAIL", 1 << 2, 1 << 14),
    RCPT('R', "SMFIC_RCPT", 1 << 3, 1 << 15),
    DATA('T', "SMFIC_DATA", 1 << 9, 1 << 16),
    UNKNOWN('U', "SMFIC_UNKNOWN", 1 << 8, 1 << 17),
    HEADER('L', "SMFIC_HEADER", 1 << 5, 1 << 7),
    END_OF_HEADER('N', "SMFIC_EOH", 1 << 6, 1 << 18),
    BODY('B', "SMFIC_BODY", 1 << 4, 1 << 19),
    END_OF_BODY('E', "SMFIC_BODYEOB", 0, 0);

    final int command;
    /** As the log calls it. */
    final String label;
    /** The bit by which a filter says that it does not want the event. */
    final int unwanted;
    /** The bit by which a filter says that it does not answer. */
    final int noReply;

    MilterEvent(int command, String label, int unwanted, int noReply) {
        this.command = command;
        this.label = label;
        this.unwanted = unwanted;
        this.noReply = noReply;
    }
}
