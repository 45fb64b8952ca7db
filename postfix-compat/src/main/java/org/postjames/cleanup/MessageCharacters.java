package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.postjames.config.EscapeSequences;
import org.postjames.config.PostfixConfig;

/** What becomes of single characters of a message before anything else looks at them. // cleanup_message_headerbody() */
final class MessageCharacters {
    /** {@code message_reject_characters}, {@code message_strip_characters}, {@code cleanup_replace_stray_cr_lf}. */
    record Settings(BitSet reject, BitSet strip, boolean replacesStrayLineEnds) {
        static Settings of(PostfixConfig config) {
            return new Settings(
                    characters(config.get(CleanupParameters.MESSAGE_REJECT_CHARACTERS)),
                    characters(config.get(CleanupParameters.MESSAGE_STRIP_CHARACTERS)),
                    config.get(CleanupParameters.CLEANUP_REPLACE_STRAY_CR_LF));
        }

        private static BitSet characters(String value) {
            BitSet set = new BitSet();
            for (byte b : EscapeSequences.unescape(value).getBytes(StandardCharsets.ISO_8859_1)) {
                set.set(b & 0xff);
            }
            return set;
        }
    }

    private final Settings settings;
    private final int lineLengthLimit;
    private byte[] data = new byte[0];
    private int start;
    private int length;

    MessageCharacters(CleanupSettings settings) {
        this.settings = settings.characters();
        this.lineLengthLimit = settings.lineLengthLimit();
    }

    byte[] data() {
        return data;
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /** A line, or a piece of one, as it is to be looked at; it stands in {@link #data} until the next call. */
    void take(byte[] given, int off, int len, boolean filters) {
        data = given;
        start = off;
        length = len;
        if (settings.replacesStrayLineEnds()) {
            data = HeaderSyntax.withoutStrayLineEnds(given, off, len);
            start = data == given ? off : 0;
        }
        if (filters && !settings.strip().isEmpty()) {
            strip();
        }
    }

    private void strip() {
        byte[] kept = new byte[length];
        int count = 0;
        for (int i = start; i < start + length; i++) {
            if (!settings.strip().get(data[i] & 0xff)) {
                kept[count++] = data[i];
            }
        }
        if (count < length) {
            data = kept;
            start = 0;
            length = count;
        }
    }

    /** The record in which there is a character of {@code message_reject_characters}, as the log shows it: up to a NUL. */
    byte @Nullable [] refused(byte[] given, int off, int len) {
        if (settings.reject().isEmpty()) {
            return null;
        }
        for (int i = off; i < off + len; i++) {
            if (settings.reject().get(given[i] & 0xff)) {
                int record = off + (i - off) / lineLengthLimit * lineLengthLimit;
                int end = record;
                while (end < off + len && given[end] != 0) {
                    end++;
                }
                return Arrays.copyOfRange(given, record, end);
            }
        }
        return null;
    }
}
