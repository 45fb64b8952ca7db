package org.postjames.cleanup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postjames.queuefile.RecordReader;
import org.postjames.queuefile.RecordType;

/**
 * The headers of a message while filters change them: stretches of the queue file, and new headers between them. Only what is new is in memory. Headers
 * are counted as Sendmail counts them. // cleanup_milter.c, cleanup_find_header_start()
 */
final class HeaderPieces {
    /** One or the other. */
    sealed interface Piece {}

    /** Records of the file, of complete headers. */
    record Kept(long from, long to) implements Piece {}

    /** One header, LF between its lines. */
    record Added(String text) implements Piece {}

    private final FileChannel file;
    /** What filters are not shown: it does not count when a header is looked for by name. */
    private final List<String> hidden;

    private final List<Piece> pieces = new ArrayList<>();
    private boolean changed;

    HeaderPieces(FileChannel file, List<String> hidden) {
        this.file = file;
        this.hidden = hidden;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** Whether the file does not say yet what is here. */
    boolean isChanged() {
        return changed;
    }

    /** The headers stand in this stretch of the file, and nothing is new. */
    void startOver(long from, long to) {
        pieces.clear();
        pieces.add(new Kept(from, to));
        changed = false;
    }

    void append(String text) {
        pieces.add(new Added(text));
        changed = true;
    }

    /** @param index from 1, counting all headers; behind the last one if there are fewer */
    void insert(int index, String text) throws IOException {
        int at = find(index, "");
        pieces.add(at < 0 ? pieces.size() : at, new Added(text));
        changed = true;
    }

    /** @return false if there are fewer headers of this name */
    boolean replace(int index, String name, String text) throws IOException {
        int at = find(index, name);
        if (at >= 0) {
            pieces.set(at, new Added(text));
            changed = true;
        }
        return at >= 0;
    }

    void delete(int index, String name) throws IOException {
        int at = find(index, name);
        if (at >= 0) {
            pieces.remove(at);
            changed = true;
        }
    }

    /** Makes a header a piece of its own. @return the piece, or -1 */
    private int find(int index, String name) throws IOException {
        Count count = new Count(index, name, new ArrayList<>(hidden));
        for (int i = 0; i < pieces.size(); i++) {
            switch (pieces.get(i)) {
                case Added added -> {
                    if (count.isIt(added.text().split("\n", 2)[0])) {
                        return i;
                    }
                }
                case Kept kept -> {
                    Kept found = find(kept, count);
                    if (found != null) {
                        return split(i, kept, found);
                    }
                }
            }
        }
        return -1;
    }

    private int split(int i, Kept whole, Kept found) {
        pieces.set(i, found);
        if (found.to() < whole.to()) {
            pieces.add(i + 1, new Kept(found.to(), whole.to()));
        }
        if (found.from() == whole.from()) {
            return i;
        }
        pieces.add(i, new Kept(whole.from(), found.from()));
        return i + 1;
    }

    private @org.jspecify.annotations.Nullable Kept find(Kept stretch, Count count) throws IOException {
        RecordReader reader = new RecordReader(file, stretch.from(), RecordReader.Mode.RAW);
        long found = -1;
        boolean goesOn = false;
        while (reader.position() < stretch.to()) {
            int type = reader.next();
            if (type == RecordType.PADDING || type == RecordType.POINTER) {
                continue;
            }
            String text = reader.text();
            boolean begins = !goesOn && !text.startsWith(" ") && !text.startsWith("\t");
            goesOn = type == RecordType.CONTINUED;
            if (!begins) {
                continue;
            }
            if (found >= 0) {
                return new Kept(found, reader.recordOffset());
            }
            if (count.isIt(text)) {
                found = reader.recordOffset();
            }
        }
        return found < 0 ? null : new Kept(found, stretch.to());
    }

    /** Counts down to the header that is looked for. */
    private static final class Count {
        private final String name;
        private final List<String> hidden;
        private int left;

        /** @param name empty for any header; then also hidden ones count */
        Count(int index, String name, List<String> hidden) {
            this.left = index;
            this.name = name;
            this.hidden = hidden;
        }

        /** @param line the first record of a header */
        boolean isIt(String line) {
            if (name.isEmpty()) {
                return --left == 0;
            }
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            int length = HeaderSyntax.nameLength(bytes, 0, bytes.length);
            if (length != name.length() || !line.regionMatches(true, 0, name, 0, length)) {
                return false;
            }
            for (String own : hidden) {
                if (own.startsWith(line)) {
                    hidden.remove(own);
                    return false;
                }
            }
            return --left == 0;
        }
    }
}
