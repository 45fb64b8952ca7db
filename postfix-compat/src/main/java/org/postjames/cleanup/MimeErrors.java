package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import org.postjames.config.PostfixConfig;

/**
 * Looks for what the {@code strict_} parameters do not allow. Each error is told to the log where it is found first, and the message is refused when all of it
 * was seen. // mime_state.c
 */
final class MimeErrors {
    /** The worst first: one of them is the client's answer. */
    enum Error {
        NESTING("MIME nesting exceeds safety limit"),
        HEADER("improper use of 8-bit data in message header"),
        BODY("improper use of 8-bit data in message body"),
        ENCODING("invalid message/* or multipart/* encoding domain");

        private final String text;

        Error(String text) {
            this.text = text;
        }
    }

    /** Which errors matter. */
    static EnumSet<Error> of(PostfixConfig config, ContentChecks checks) {
        EnumSet<Error> wanted = EnumSet.noneOf(Error.class);
        if (!checks.limits().mime()) {
            return wanted;
        }
        boolean all = config.get(CleanupParameters.STRICT_8BITMIME);
        if (all || config.get(CleanupParameters.STRICT_7BIT_HEADERS)) {
            wanted.add(Error.HEADER);
        }
        if (all || config.get(CleanupParameters.STRICT_8BITMIME_BODY)) {
            wanted.add(Error.BODY);
        }
        if (config.get(CleanupParameters.STRICT_MIME_ENCODING_DOMAIN)) {
            wanted.add(Error.ENCODING);
        }
        if (!wanted.isEmpty() || checks.anyHeader()) {
            wanted.add(Error.NESTING);
        }
        return wanted;
    }

    private final EnumSet<Error> wanted;
    private final EnumSet<Error> found = EnumSet.noneOf(Error.class);
    private final MimeStructure mime;
    private final ContentActions actions;
    private final int lineLengthLimit;

    MimeErrors(EnumSet<Error> wanted, MimeStructure mime, ContentActions actions, int lineLengthLimit) {
        this.wanted = EnumSet.copyOf(wanted);
        this.mime = mime;
        this.actions = actions;
        this.lineLengthLimit = lineLengthLimit;
    }

    /** A complete header, after the structure has seen it. */
    void header(byte[] header, int length) {
        if (looksFor(Error.NESTING) && mime.isTooDeep()) {
            report(Error.NESTING, header, 0, length);
        }
        if (looksFor(Error.HEADER) && eighthBit(header, 0, length) >= 0) {
            report(Error.HEADER, header, 0, length);
        }
    }

    /** Before the structure is told that headers have ended. */
    void endOfHeaders() {
        if (looksFor(Error.ENCODING)) {
            Optional<String> wrong = mime.wrongEncoding();
            wrong.map(word -> word.getBytes(StandardCharsets.US_ASCII))
                    .ifPresent(word -> report(Error.ENCODING, word, 0, word.length));
        }
    }

    /** A line of a body, or a piece of one, before it is looked at as a boundary. */
    void body(byte[] data, int start, int len) {
        if (looksFor(Error.BODY) && mime.isPlainSevenBit()) {
            int at = eighthBit(data, start, len);
            if (at >= 0) {
                int record = (at - start) / lineLengthLimit * lineLengthLimit;
                report(Error.BODY, data, start + record, Math.min(len - record, lineLengthLimit));
            }
        }
    }

    /** At the end of the message. */
    void refuse(Problems problems) {
        found.stream().findFirst().ifPresent(worst -> problems.refuseContent("5.6.0", worst.text));
    }

    private boolean looksFor(Error error) {
        return wanted.contains(error) && !found.contains(error);
    }

    private void report(Error error, byte[] data, int start, int len) {
        found.add(error);
        actions.mimeError(error.text, data, start, len);
    }

    private static int eighthBit(byte[] data, int start, int len) {
        for (int i = start; i < start + len; i++) {
            if (data[i] < 0) {
                return i;
            }
        }
        return -1;
    }
}
