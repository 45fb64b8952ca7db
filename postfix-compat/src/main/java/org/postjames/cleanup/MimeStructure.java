package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where in a message's MIME structure a line stands, as far as it decides which lines are headers, and whether what follows may hold 8-bit text. // mime_state(3),
 * RFC 2046
 */
public final class MimeStructure {
    /** What a line belongs to. */
    public enum Block {
        /** The message's own headers. */
        PRIMARY,
        /** The headers of a part, after a boundary. */
        PART,
        /** The headers of a message within the message. */
        NESTED,
        BODY
    }

    private enum Type {
        TEXT,
        OTHER,
        RFC822,
        GLOBAL,
        /** {@code message/partial} and {@code message/external-body}. */
        FRAGMENT,
        /** Any other {@code message/}. */
        MESSAGE,
        MULTIPART;

        /** Whether there are parts or a message in it, and so no encoding of its own. */
        boolean isComposite() {
            return this == MULTIPART || this == RFC822 || this == FRAGMENT || this == MESSAGE;
        }
    }

    /** RFC 2045 6.2: three say what the octets are, two encode them. */
    private enum Encoding {
        SEVEN_BIT("7bit"),
        EIGHT_BIT("8bit"),
        BINARY("binary"),
        BASE64("base64"),
        QUOTED_PRINTABLE("quoted-printable");

        private final String word;

        Encoding(String word) {
            this.word = word;
        }

        boolean isIdentity() {
            return this != BASE64 && this != QUOTED_PRINTABLE;
        }
    }

    private static final HeaderTokens.Word NO_WORD = new HeaderTokens.Word("", false);

    private record Multipart(byte[] boundary, boolean digest) {}

    private final Limits limits;
    private final Deque<Multipart> open = new ArrayDeque<>();
    private Block block = Block.PRIMARY;
    private Type type = Type.TEXT;
    private Encoding encoding = Encoding.SEVEN_BIT;
    private boolean tooDeep;

    /**
     * How far MIME is looked at.
     *
     * @param mime whether at all
     * @param boundaryLimit {@code mime_boundary_length_limit}
     * @param nestingLimit {@code mime_nesting_limit}
     * @param conversion 8-bit text becomes quoted-printable: a {@code message/global} that holds some is text then
     */
    public record Limits(boolean mime, int boundaryLimit, int nestingLimit, boolean conversion) {}

    public MimeStructure(Limits limits) {
        this.limits = limits;
    }

    public Block block() {
        return block;
    }

    /** Whether a boundary could follow. */
    public boolean isMultipart() {
        return !open.isEmpty();
    }

    /** Whether a boundary was not remembered because of {@code mime_nesting_limit}. */
    public boolean isTooDeep() {
        return tooDeep;
    }

    /** Whether what comes now was announced, in the headers before it, as text of 7 bits; that is so when they say nothing. */
    public boolean isSevenBit() {
        return encoding != Encoding.EIGHT_BIT && encoding != Encoding.BINARY;
    }

    /** The same, but not if it was announced as encoded. */
    boolean isPlainSevenBit() {
        return encoding == Encoding.SEVEN_BIT;
    }

    /** The encoding that the headers announce although what they describe can have none, or nothing. // RFC 2045 6.4, RFC 2046 5.2 */
    Optional<String> wrongEncoding() {
        boolean wrong =
                switch (type) {
                    case FRAGMENT -> !isSevenBit();
                    case RFC822, MULTIPART -> !encoding.isIdentity();
                    case GLOBAL, MESSAGE, TEXT, OTHER -> false; // message/global may be encoded // RFC 6532 3.7
                };
        return wrong ? Optional.of(encoding.word) : Optional.empty();
    }

    /** Whether the headers announce parts or a message, not text or data. */
    public boolean isComposite() {
        return type.isComposite();
    }

    /** A Content-Transfer-Encoding header, by its value. Only {@code 8bit} and {@code binary} are no 7-bit text. */
    public void transferEncoding(String value) {
        if (limits.mime()) {
            List<HeaderTokens.Word> words = new HeaderTokens(value).next();
            for (Encoding known : Encoding.values()) {
                if (!words.isEmpty() && words.getFirst().is(known.word)) {
                    encoding = known;
                }
            }
        }
    }

    /** A Content-Type header, by its value. */
    public void contentType(String value) {
        if (!limits.mime()) {
            return;
        }
        HeaderTokens tokens = new HeaderTokens(value);
        List<HeaderTokens.Word> words = tokens.next();
        if (words.isEmpty()) {
            type = Type.OTHER;
            return;
        }
        HeaderTokens.Word kind = words.getFirst();
        HeaderTokens.Word subtype = words.size() >= 3 && words.get(1).is("/") ? words.get(2) : NO_WORD;
        if (kind.is("text")) {
            type = Type.TEXT;
        } else if (kind.is("message")) {
            type = message(subtype);
        } else if (kind.is("multipart")) {
            type = Type.MULTIPART;
            boundaries(tokens, subtype.is("digest"));
        } // else it stays what the part is otherwise: in a digest, a message
    }

    private static Type message(HeaderTokens.Word subtype) {
        if (subtype.is("rfc822")) {
            return Type.RFC822;
        }
        if (subtype.is("global")) {
            return Type.GLOBAL;
        }
        return subtype.is("partial") || subtype.is("external-body") ? Type.FRAGMENT : Type.MESSAGE;
    }

    /** Several boundaries are illegal, but each could hide a part from somebody. */
    private void boundaries(HeaderTokens tokens, boolean digest) {
        while (tokens.hasMore()) {
            List<HeaderTokens.Word> words = tokens.next();
            if (words.size() >= 3 && words.get(0).is("boundary") && words.get(1).is("=")) {
                if (open.size() - 1 > limits.nestingLimit()) {
                    tooDeep = true;
                } else {
                    String text = words.get(2).text();
                    String kept = text.substring(0, Math.min(text.length(), limits.boundaryLimit()));
                    open.push(new Multipart(kept.getBytes(StandardCharsets.ISO_8859_1), digest));
                }
            }
        }
    }

    /** The first line that is no header. Only after an empty one can more headers follow. */
    public void endOfHeaders(boolean emptyLine) {
        boolean text = limits.conversion() && !isSevenBit();
        if (emptyLine && (type == Type.RFC822 || type == Type.GLOBAL && !text)) {
            begin(Block.NESTED, Type.TEXT);
            return;
        }
        if (emptyLine && type == Type.MULTIPART) {
            begin(Block.BODY, Type.OTHER);
        }
        block = Block.BODY;
    }

    private void begin(Block next, Type kind) {
        block = next;
        type = kind;
        encoding = Encoding.SEVEN_BIT;
    }

    /** Looks for a boundary at the beginning of a body line, and says whether it is one. */
    public boolean boundary(byte[] data, int start, int len) {
        if (open.isEmpty() || len <= 2 || data[start] != '-' || data[start + 1] != '-') {
            return false;
        }
        for (Multipart candidate : open) {
            if (startsWith(data, start + 2, len - 2, candidate.boundary())) {
                // value equality compares the arrays by identity, which is what is meant here
                while (!candidate.equals(open.peek())) {
                    open.pop();
                }
                int end = start + 2 + candidate.boundary().length;
                if (start + len - end >= 2 && data[end] == '-' && data[end + 1] == '-') {
                    open.pop();
                    begin(Block.BODY, Type.OTHER);
                } else {
                    begin(Block.PART, candidate.digest() ? Type.RFC822 : Type.TEXT);
                }
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] data, int start, int len, byte[] prefix) {
        if (len < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (data[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
