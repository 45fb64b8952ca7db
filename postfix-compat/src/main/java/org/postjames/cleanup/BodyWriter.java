package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;

/** Writes body lines, after the checks have seen them. // cleanup_body_callback() */
final class BodyWriter {
    private final CleanupSettings settings;
    private final ContentActions actions;
    private final MessageRecords records;
    private long offset;

    BodyWriter(CleanupSettings settings, ContentActions actions, MessageRecords records) {
        this.settings = settings;
        this.actions = actions;
        this.records = records;
    }

    /** {@code body_checks_size_limit} counts anew in each part. */
    void newPart() {
        offset = 0;
    }

    /** A line, or a piece of one. */
    void line(byte[] data, int start, int len, boolean complete) {
        if (actions.isDiscarded()) {
            return;
        }
        if (!actions.looksAtBody()) {
            record(data, start, len, complete);
            return;
        }
        int limit = settings.lineLengthLimit();
        int done = 0;
        do {
            int piece = Math.min(limit, len - done);
            checked(data, start + done, piece, complete && done + piece == len);
            done += piece;
        } while (done < len && !actions.isDiscarded());
    }

    private void checked(byte[] data, int start, int len, boolean complete) {
        switch (actions.body(data, start, len, offset)) {
            case LineActions.Keep keep -> record(data, start, len, complete);
            case LineActions.Drop drop -> {}
            case LineActions.Prepend prepend -> {
                records.line(prepend.text());
                record(data, start, len, complete);
            }
            case LineActions.Replace replace -> {
                byte[] text = replace.text().getBytes(StandardCharsets.ISO_8859_1);
                record(text, 0, text.length, complete);
            }
        }
        offset += len + 1;
    }

    private void record(byte[] data, int start, int len, boolean complete) {
        if (complete) {
            records.line(data, start, len);
        } else {
            records.linePart(data, start, len);
        }
    }
}
