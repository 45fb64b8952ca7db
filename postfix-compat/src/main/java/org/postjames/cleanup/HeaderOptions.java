package org.postjames.cleanup;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is special about a header, by its name. // header_opts(3) */
public final class HeaderOptions {
    /** Headers whose presence matters. */
    public enum Name {
        OTHER,
        CC,
        CONTENT_TRANSFER_ENCODING,
        CONTENT_TYPE,
        DATE,
        FROM,
        MESSAGE_ID,
        RECEIVED,
        RESENT_CC,
        RESENT_DATE,
        RESENT_FROM,
        RESENT_MESSAGE_ID,
        RESENT_TO,
        TO
    }

    /** Whose addresses a header holds. */
    public enum Addresses {
        NONE,
        SENDER,
        RECIPIENT
    }

    /**
     * @param text the name as Postfix spells it, used when the header is formatted anew
     * @param resent whether it makes the message a resent one
     * @param mime whether it describes a MIME part
     */
    public record Options(String text, Name name, Addresses addresses, boolean resent, boolean mime, boolean drop) {}

    private static final List<Options> KNOWN = List.of(
            known("Apparently-To", Name.OTHER, Addresses.RECIPIENT),
            known("Bcc", Name.OTHER, Addresses.RECIPIENT),
            known("Cc", Name.CC, Addresses.RECIPIENT),
            mime("Content-Description", Name.OTHER),
            mime("Content-Disposition", Name.OTHER),
            mime("Content-ID", Name.OTHER),
            known("Content-Length", Name.OTHER, Addresses.NONE),
            mime("Content-Transfer-Encoding", Name.CONTENT_TRANSFER_ENCODING),
            mime("Content-Type", Name.CONTENT_TYPE),
            known("Delivered-To", Name.OTHER, Addresses.NONE),
            known("Disposition-Notification-To", Name.OTHER, Addresses.SENDER),
            known("Date", Name.DATE, Addresses.NONE),
            known("Errors-To", Name.OTHER, Addresses.SENDER),
            known("From", Name.FROM, Addresses.SENDER),
            known("Mail-Followup-To", Name.OTHER, Addresses.SENDER),
            known("Message-Id", Name.MESSAGE_ID, Addresses.NONE),
            mime("MIME-Version", Name.OTHER),
            known("Received", Name.RECEIVED, Addresses.NONE),
            known("Reply-To", Name.OTHER, Addresses.SENDER),
            resent("Resent-Bcc", Name.OTHER, Addresses.RECIPIENT),
            resent("Resent-Cc", Name.RESENT_CC, Addresses.RECIPIENT),
            resent("Resent-Date", Name.RESENT_DATE, Addresses.NONE),
            resent("Resent-From", Name.RESENT_FROM, Addresses.SENDER),
            resent("Resent-Message-Id", Name.RESENT_MESSAGE_ID, Addresses.NONE),
            resent("Resent-Reply-To", Name.OTHER, Addresses.RECIPIENT),
            resent("Resent-Sender", Name.OTHER, Addresses.SENDER),
            resent("Resent-To", Name.RESENT_TO, Addresses.RECIPIENT),
            known("Return-Path", Name.OTHER, Addresses.SENDER),
            known("Return-Receipt-To", Name.OTHER, Addresses.SENDER),
            known("Sender", Name.OTHER, Addresses.SENDER),
            known("To", Name.TO, Addresses.RECIPIENT));

    private final Map<String, Options> byName;

    private HeaderOptions(Map<String, Options> byName) {
        this.byName = byName;
    }

    /** @param drop names of headers that are not wanted: {@code message_drop_headers} */
    public static HeaderOptions of(List<String> drop) {
        Map<String, Options> map = new HashMap<>();
        for (Options known : KNOWN) {
            map.put(known.text().toLowerCase(Locale.ROOT), known);
        }
        for (String name : drop) {
            String key = name.toLowerCase(Locale.ROOT);
            Options o = map.getOrDefault(key, known(key, Name.OTHER, Addresses.NONE));
            map.put(key, new Options(o.text(), o.name(), o.addresses(), o.resent(), o.mime(), true));
        }
        return new HeaderOptions(map);
    }

    /** The options of the header whose name is {@code data[0..length)}, or null for one that is not special. */
    public @Nullable Options find(byte[] data, int length) {
        char[] name = new char[length];
        for (int i = 0; i < length; i++) {
            char c = (char) (data[i] & 0xff);
            name[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return byName.get(new String(name));
    }

    private static Options known(String text, Name name, Addresses addresses) {
        return new Options(text, name, addresses, false, false, false);
    }

    private static Options mime(String text, Name name) {
        return new Options(text, name, Addresses.NONE, false, true, false);
    }

    private static Options resent(String text, Name name, Addresses addresses) {
        return new Options(text, name, addresses, true, false, false);
    }
}
