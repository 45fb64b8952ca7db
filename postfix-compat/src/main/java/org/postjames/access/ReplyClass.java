package org.postjames.access;

/** What is being refused, in the words of the reply. // smtpd_dsn_fix.h */
public enum ReplyClass {
    CLIENT("Client host"),
    REVERSE_CLIENT("Unverified Client host"),
    SASL_LOGIN("SASL login name"),
    HELO("Helo command"),
    SENDER("Sender address"),
    RECIPIENT("Recipient address"),
    ETRN("Etrn command"),
    CCERT("Client certificate"),
    DATA("Data command"),
    END_OF_DATA("End-of-data");

    private final String words;

    ReplyClass(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
