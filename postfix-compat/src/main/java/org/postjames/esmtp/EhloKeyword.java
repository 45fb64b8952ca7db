package org.postjames.esmtp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** An EHLO keyword that {@code smtpd_discard_ehlo_keywords} and {@code smtp_discard_ehlo_keywords} can suppress; they come in the order in which Postfix names them. // ehlo_mask.c */
public enum EhloKeyword {
    EIGHT_BIT_MIME("8BITMIME"),
    AUTH("AUTH"),
    ETRN("ETRN"),
    PIPELINING("PIPELINING"),
    SIZE("SIZE"),
    VERP("VERP"),
    VRFY("VRFY"),
    XCLIENT("XCLIENT"),
    XFORWARD("XFORWARD"),
    STARTTLS("STARTTLS"),
    ENHANCEDSTATUSCODES("ENHANCEDSTATUSCODES"),
    DSN("DSN"),
    SMTPUTF8("SMTPUTF8"),
    CHUNKING("CHUNKING"),
    SILENT("SILENT-DISCARD");

    private final String word;

    EhloKeyword(String word) {
        this.word = word;
    }

    /** Unknown words mean nothing, as in Postfix. */
    public static Set<EhloKeyword> of(List<String> words) {
        Set<EhloKeyword> found = EnumSet.noneOf(EhloKeyword.class);
        for (String text : words) {
            for (EhloKeyword keyword : values()) {
                if (keyword.word.equalsIgnoreCase(text)) {
                    found.add(keyword);
                }
            }
        }
        return found;
    }

    /** For the log. */
    public static String words(Set<EhloKeyword> keywords) {
        List<String> words = new ArrayList<>();
        // ehlo_mask.c gives this one keyword a name that is not its own
        keywords.forEach(keyword ->
                words.add(keyword == SMTPUTF8 ? "EHLO_MASK_SMTPUTF8" : keyword.word.toUpperCase(Locale.ROOT)));
        return String.join(" ", words);
    }
}
