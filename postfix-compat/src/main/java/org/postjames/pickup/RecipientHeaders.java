package org.postjames.pickup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postjames.address.AddressSyntax;

/** Finds the recipients in a header while its lines come by: To, Cc, Bcc, or the Resent- ones if there are any. // sendmail(1) -t */
public final class RecipientHeaders {
    private static final int SIZE_LIMIT = 102_400;

    private final List<String> recipients = new ArrayList<>();
    private final List<String> resentRecipients = new ArrayList<>();
    private boolean resent;
    private boolean ended;
    private @Nullable StringBuilder header;
    private boolean resentHeader;

    /**
     * One line without its end.
     *
     * @param continues whether the bytes belong to the line of the call before
     */
    public void line(byte[] data, int off, int len, boolean continues) {
        if (ended) {
            return;
        }
        if (continues) {
            if (header != null && header.length() + len < SIZE_LIMIT) {
                header.append(new String(data, off, len, StandardCharsets.ISO_8859_1));
            }
            return;
        }
        if (len > 0 && (data[off] == ' ' || data[off] == '\t')) {
            if (header != null && header.length() + len < SIZE_LIMIT) {
                header.append('\n').append(new String(data, off, len, StandardCharsets.ISO_8859_1));
            }
            return;
        }
        flush();
        String line = new String(data, off, Math.min(len, SIZE_LIMIT), StandardCharsets.ISO_8859_1);
        int colon = line.indexOf(':');
        if (colon <= 0) {
            ended = true;
            return;
        }
        String name = line.substring(0, colon).stripTrailing();
        if (name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) {
            ended = true;
            return;
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "to", "cc", "bcc" -> begin(line.substring(colon + 1), false);
            case "resent-to", "resent-cc", "resent-bcc" -> begin(line.substring(colon + 1), true);
            default -> {}
        }
    }

    private void begin(String value, boolean isResent) {
        header = new StringBuilder(value);
        resentHeader = isResent;
    }

    private void flush() {
        if (header != null) {
            List<String> addresses = AddressSyntax.addresses(header.toString());
            if (resentHeader) {
                resent = true;
                resentRecipients.addAll(addresses);
            } else {
                recipients.addAll(addresses);
            }
            header = null;
        }
    }

    /** The recipients in internal form, once all lines have been seen. */
    public List<String> recipients() {
        flush();
        return resent ? resentRecipients : recipients;
    }
}
