package org.postjames.mailbox.maildir;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox name and its directory in Maildir++: {@code INBOX} is the Maildir itself, {@code a.b} is {@code .a.b}, and what
 * is not ASCII is written in IMAP's modified UTF-7. RFC 3501 5.1.3
 */
final class FolderName {
    static final String INBOX = "INBOX";

    private FolderName() {}

    /** The directory's name, or null if there cannot be a directory for this mailbox. */
    static @Nullable String toDirectory(String mailbox) {
        if (mailbox.isEmpty()
                || mailbox.startsWith(".")
                || mailbox.endsWith(".")
                || mailbox.contains("..")
                || mailbox.chars().anyMatch(c -> c < ' ')) {
            return null;
        }
        StringBuilder out = new StringBuilder(".");
        for (int i = 0; i < mailbox.length(); ) {
            char c = mailbox.charAt(i);
            if (c == '&') {
                out.append("&-");
                i++;
            } else if (direct(c)) {
                out.append(c);
                i++;
            } else {
                int end = i;
                while (end < mailbox.length() && !direct(mailbox.charAt(end)) && mailbox.charAt(end) != '&') {
                    end++;
                }
                byte[] utf16 = mailbox.substring(i, end).getBytes(StandardCharsets.UTF_16BE);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
                out.append('&').append(base64.replace('/', ',')).append('-');
                i = end;
            }
        }
        return out.length() > 255 ? null : out.toString();
    }

    // A slash is legal in a mailbox name but not in a file name; it hides in Base64.
    private static boolean direct(char c) {
        return c >= ' ' && c < 0x7f && c != '/';
    }

    /** The mailbox of a directory, or null if the name is not one of a mailbox. */
    static @Nullable String fromDirectory(String directory) {
        if (directory.length() < 2 || directory.charAt(0) != '.' || directory.contains("..")) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < directory.length(); i++) {
            char c = directory.charAt(i);
            int end = directory.indexOf('-', i);
            if (c != '&' || end < 0) {
                out.append(c);
            } else if (end == i + 1) {
                out.append('&');
                i = end;
            } else {
                try {
                    byte[] utf16 = Base64.getDecoder()
                            .decode(directory.substring(i + 1, end).replace(',', '/'));
                    out.append(new String(utf16, StandardCharsets.UTF_16BE));
                } catch (IllegalArgumentException e) {
                    return null;
                }
                i = end;
            }
        }
        // Only names that lead back here: else two names would be one mailbox.
        String name = out.toString();
        return directory.equals(toDirectory(name)) ? name : null;
    }
}
