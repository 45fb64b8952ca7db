package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

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
        OTHER,
        MESSAGE,
        MULTIPART
    }

    private record Multipart(byte[] boundary, boolean digest) {}

    private final Limits limits;
    private final Deque<Multipart> open = new ArrayDeque<>();
    private Block block = Block.PRIMARY;
    private Type type = Type.OTHER;
    private boolean tooDeep;
    private boolean sevenBit = true;
    private boolean composite;
    private boolean global;

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
        return sevenBit;
    }

    /** Whether the headers announce parts or a message, not text or data. */
    public boolean isComposite() {
        return composite;
    }

    /** A Content-Transfer-Encoding header, by its value. Only {@code 8bit} and {@code binary} are no 7-bit text. */
    public void transferEncoding(String value) {
        if (limits.mime()) {
            String word = new HeaderTokens(value).next().stream().findFirst().orElse("");
            switch (word.toLowerCase(Locale.ROOT)) {
                case "8bit", "binary" -> sevenBit = false;
                case "7bit", "base64", "quoted-printable" -> sevenBit = true;
                default -> {}
            }
        }
    }

    /** A Content-Type header, by its value. */
    public void contentType(String value) {
        if (!limits.mime()) {
            return;
        }
        HeaderTokens tokens = new HeaderTokens(value);
        List<String> first = tokens.next();
        if (first.isEmpty()) {
            return;
        }
        String subtype =
                first.size() >= 3 && first.get(1).equals("/") ? first.get(2).toLowerCase(Locale.ROOT) : "";
        type = switch (first.getFirst().toLowerCase(Locale.ROOT)) {
            case "message" -> subtype.equals("rfc822") || subtype.equals("global") ? Type.MESSAGE : Type.OTHER;
            case "multipart" -> Type.MULTIPART;
            default -> Type.OTHER;
        };
        global = subtype.equals("global");
        composite = type == Type.MULTIPART || first.getFirst().equalsIgnoreCase("message") && !global;
        if (type == Type.MULTIPART) {
            boundaries(tokens, subtype.equals("digest"));
        }
    }

    /** Several boundaries are illegal, but each could hide a part from somebody. */
    private void boundaries(HeaderTokens tokens, boolean digest) {
        while (tokens.hasMore()) {
            List<String> words = tokens.next();
            if (words.size() >= 3
                    && words.get(0).equalsIgnoreCase("boundary")
                    && words.get(1).equals("=")) {
                if (open.size() - 1 > limits.nestingLimit()) {
                    tooDeep = true;
                } else {
                    String text = words.get(2);
                    String kept = text.substring(0, Math.min(text.length(), limits.boundaryLimit()));
                    open.push(new Multipart(kept.getBytes(StandardCharsets.ISO_8859_1), digest));
                }
            }
        }
    }

    /** The first line that is no header. Only after an empty one can more headers follow. */
    public void endOfHeaders(boolean emptyLine) {
        boolean text = global && limits.conversion() && !sevenBit;
        if (emptyLine && type == Type.MESSAGE && !text) {
            begin(Block.NESTED, false);
            return;
        }
        if (emptyLine && type == Type.MULTIPART) {
            begin(Block.BODY, false);
        }
        block = Block.BODY;
    }

    private void begin(Block next, boolean message) {
        block = next;
        type = message ? Type.MESSAGE : Type.OTHER;
        composite = message;
        global = false;
        sevenBit = true;
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
                    begin(Block.BODY, false);
                } else {
                    begin(Block.PART, candidate.digest());
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
