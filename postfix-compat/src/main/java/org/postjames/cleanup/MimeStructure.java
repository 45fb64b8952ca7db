package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Where in a message's MIME structure a line stands, as far as it decides which lines are headers. // mime_state(3), RFC 2046 */
final class MimeStructure {
    /** What a line belongs to. */
    enum Block {
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

    private final ContentChecks limits;
    private final Deque<Multipart> open = new ArrayDeque<>();
    private Block block = Block.PRIMARY;
    private Type type = Type.OTHER;
    private boolean tooDeep;

    MimeStructure(ContentChecks limits) {
        this.limits = limits;
    }

    Block block() {
        return block;
    }

    /** Whether a boundary could follow. */
    boolean isMultipart() {
        return !open.isEmpty();
    }

    /** Whether a boundary was not remembered because of {@code mime_nesting_limit}. */
    boolean isTooDeep() {
        return tooDeep;
    }

    /** A Content-Type header, by its value. */
    void contentType(String value) {
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
    void endOfHeaders(boolean emptyLine) {
        if (emptyLine && type == Type.MESSAGE) {
            block = Block.NESTED;
            type = Type.OTHER;
            return;
        }
        if (emptyLine && type == Type.MULTIPART) {
            type = Type.OTHER;
        }
        block = Block.BODY;
    }

    /** Looks for a boundary at the beginning of a body line, and says whether it is one. */
    boolean boundary(byte[] data, int start, int len) {
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
                    block = Block.BODY;
                    type = Type.OTHER;
                } else {
                    block = Block.PART;
                    type = candidate.digest() ? Type.MESSAGE : Type.OTHER;
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
