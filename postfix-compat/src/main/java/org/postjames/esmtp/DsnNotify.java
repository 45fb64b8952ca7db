package org.postjames.esmtp;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** The bits of {@code NOTIFY=}: of what the sender wants to be told. // RFC 3461 4.1, dsn_mask.c */
public final class DsnNotify {
    public static final int NEVER = 1;
    public static final int SUCCESS = 2;
    public static final int FAILURE = 4;
    public static final int DELAY = 8;

    private static final List<String> NAMES = List.of("NEVER", "SUCCESS", "FAILURE", "DELAY");

    private DsnNotify() {}

    /**
     * The bits that a list of words names; nothing if one is unknown, if there is none, or if NEVER does not stand alone.
     *
     * @param warnings told of an unknown word
     */
    public static OptionalInt parse(String words, Consumer<String> warnings) {
        int mask = 0;
        for (String word : words.split("[, \t\r\n]+")) {
            int bit = NAMES.indexOf(word.toUpperCase(Locale.ROOT));
            if (bit < 0 && !word.isEmpty()) {
                warnings.accept("unknown DSN NOTIFY command value \"" + word + "\" in \"" + words + "\"");
                return OptionalInt.empty();
            }
            mask |= bit < 0 ? 0 : 1 << bit;
        }
        return mask == 0 || (mask & NEVER) != 0 && mask != NEVER ? OptionalInt.empty() : OptionalInt.of(mask);
    }

    /** Without SUCCESS; who asked for nothing else is told nothing. */
    public static int withoutSuccess(int mask) {
        return mask == SUCCESS ? NEVER : mask & ~SUCCESS;
    }

    /** The words of the bits, with commas. */
    public static String words(int mask) {
        StringJoiner words = new StringJoiner(",");
        for (int bit = 0; bit < NAMES.size(); bit++) {
            if ((mask & 1 << bit) != 0) {
                words.add(NAMES.get(bit));
            }
        }
        return words.toString();
    }
}
