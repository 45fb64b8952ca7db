package org.postjames.delivery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.postjames.queue.QueuedContent;

/** The addresses of a message's {@code Delivered-To:} headers, by which a mail loop is noticed. // delivered_hdr.c */
final class DeliveredHeaders {
    private static final String HEADER = "delivered-to:";

    private DeliveredHeaders() {}

    /** In lower case. */
    static Set<String> read(QueuedContent content) throws IOException {
        Set<String> found = new HashSet<>();
        try (InputStream in = new BufferedInputStream(content.open(), 4096)) {
            StringBuilder line = new StringBuilder();
            boolean header = true;
            while (header) {
                int b = in.read();
                if (b == '\n' || b < 0) {
                    header = !line.isEmpty() && b >= 0;
                    if (line.length() > HEADER.length()
                            && line.substring(0, HEADER.length())
                                    .toLowerCase(Locale.ROOT)
                                    .equals(HEADER)) {
                        found.add(unquoted(line.substring(HEADER.length()).strip()));
                    }
                    line.setLength(0);
                } else if (line.length() < 2048) {
                    line.append((char) b);
                }
            }
        }
        return found;
    }

    private static String unquoted(String address) {
        String utf8 = new String(address.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return utf8.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
