package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import org.postjames.queuefile.RecordType;

/** Writes complete headers as lines. // cleanup_out_header() */
final class HeaderOutput {
    private static final int SMTPUTF8_HEADER = 2;

    private final CleanupSettings settings;
    private final EnvelopeWriter envelope;
    private final MessageRecords records;

    HeaderOutput(CleanupSettings settings, EnvelopeWriter envelope, MessageRecords records) {
        this.settings = settings;
        this.envelope = envelope;
        this.records = records;
    }

    void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes, bytes.length);
    }

    /** Lines that rewriting made get a tab. */
    void write(byte[] text, int length) {
        if (settings.smtputf8() && !HeaderSyntax.isAscii(text, length)) {
            envelope.addSmtputf8(SMTPUTF8_HEADER);
        }
        int limit = settings.headerSizeLimit();
        int line = 0;
        while (line <= length) {
            int end = line;
            while (end < length && text[end] != '\n') {
                end++;
            }
            boolean last = end >= length;
            if (end > limit) {
                if (line > 0.9 * limit) {
                    return;
                }
                end = limit;
                last = true;
            }
            if (line == 0) {
                records.line(text, line, end - line);
                records.pad(RecordType.PADDING, end - line);
            } else if (HeaderSyntax.isFold(text, line, end - line)) {
                records.line(text, line, end - line);
            } else {
                byte[] tabbed = new byte[end - line + 1];
                tabbed[0] = '\t';
                System.arraycopy(text, line, tabbed, 1, end - line);
                records.line(tabbed, 0, tabbed.length);
            }
            if (last) {
                return;
            }
            line = end + 1;
        }
    }
}
