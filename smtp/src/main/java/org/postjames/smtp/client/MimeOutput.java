package org.postjames.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.cleanup.ContentChecks;
import org.postjames.cleanup.HeaderAddresses;
import org.postjames.cleanup.HeaderBuffer;
import org.postjames.cleanup.HeaderOptions;
import org.postjames.cleanup.HeaderSyntax;
import org.postjames.cleanup.LineActions;
import org.postjames.cleanup.MimeStructure;
import org.postjames.config.Parameter;
import org.postjames.table.TableUnavailableException;

/** One message on its way out, header by header and line by line, changed as its {@link OutputConversion} says. Holds one header at a time. // mime_state(3) */
final class MimeOutput {
    private static final Parameter<Integer> LINE_LENGTH_LIMIT = Parameter.integer("line_length_limit");
    private static final Parameter<Integer> HEADER_SIZE_LIMIT = Parameter.integer("header_size_limit");
    private static final HeaderOptions KNOWN = HeaderOptions.of(List.of());
    private static final int LOGGED_CONTENT = 60;
    private static final String DROP = "";

    private final OutputConversion conversion;
    private final String queueId;
    private final boolean converts;
    private final ContentEncoder out;
    private final String server;
    private final MimeStructure mime;
    private final QuotedPrintable quoted;
    private final int headerSizeLimit;
    private final int lineLengthLimit;
    private final HeaderBuffer header = new HeaderBuffer();
    private boolean unfinished;

    /**
     * @param converts whether 8-bit text becomes quoted-printable
     * @param parsesMime whether headers of parts are looked at
     * @param server whom it goes to, as the log names it
     */
    MimeOutput(
            OutputConversion conversion,
            String queueId,
            boolean converts,
            boolean parsesMime,
            ContentEncoder out,
            String server) {
        this.server = server;
        this.conversion = conversion;
        this.queueId = queueId;
        this.converts = converts;
        this.out = out;
        this.mime = new MimeStructure(ContentChecks.limits(conversion.config.all(), parsesMime, converts));
        this.quoted = new QuotedPrintable(out);
        this.headerSizeLimit = conversion.config.get(HEADER_SIZE_LIMIT);
        this.lineLengthLimit = conversion.config.get(LINE_LENGTH_LIMIT);
    }

    /** Content with LF line ends. Longer lines are looked at in pieces of {@code line_length_limit}, as a queue file holds them. */
    void send(InputStream content) throws IOException, UnsendableContentException {
        byte[] line = new byte[lineLengthLimit];
        int length = 0;
        byte[] chunk = new byte[16 * 1024];
        for (int count = content.read(chunk); count >= 0; count = content.read(chunk)) {
            for (int i = 0; i < count; i++) {
                if (chunk[i] == '\n') {
                    record(line, length, true);
                    length = 0;
                } else {
                    if (length == line.length) {
                        record(line, length, false);
                        length = 0;
                    }
                    line[length++] = chunk[i];
                }
            }
        }
        if (length > 0 || unfinished) {
            record(line, length, true);
        }
        if (mime.block() != MimeStructure.Block.BODY) {
            flushHeader();
            encodingHeader();
        }
        refuseDeepNesting();
    }

    private void refuseDeepNesting() throws UnsendableContentException {
        if (converts && mime.isTooDeep()) {
            throw new UnsendableContentException(Trouble.local("5.6.0", "MIME nesting exceeds safety limit"));
        }
    }

    private void record(byte[] data, int len, boolean complete) throws IOException, UnsendableContentException {
        boolean begins = !unfinished;
        unfinished = !complete;
        if (mime.block() == MimeStructure.Block.BODY) {
            bodyLine(data, len, begins, complete);
        } else {
            headerLine(data, len, begins, complete);
            refuseDeepNesting();
        }
    }

    private void headerLine(byte[] data, int len, boolean begins, boolean complete)
            throws IOException, UnsendableContentException {
        if (!header.isEmpty() && (!begins || HeaderSyntax.isFold(data, 0, len))) {
            if (header.length() < headerSizeLimit) {
                if (begins) {
                    header.append('\n');
                }
                header.append(data, 0, len);
            }
            return;
        }
        flushHeader();
        int name = HeaderSyntax.nameLength(data, 0, len);
        if (name > 0) {
            header.begin(data, 0, name, len);
            return;
        }
        boolean primary = mime.block() == MimeStructure.Block.PRIMARY;
        encodingHeader();
        mime.endOfHeaders(len == 0);
        if (primary && len > 0) {
            body(data, 0, true);
        }
        bodyLine(data, len, true, complete);
    }

    /** What stands for the encoding that was left out: the parts of a composite have their own. */
    private void encodingHeader() throws IOException, UnsendableContentException {
        if (converts && !mime.isSevenBit()) {
            byte[] line = ("Content-Transfer-Encoding: " + (mime.isComposite() ? "7bit" : "quoted-printable"))
                    .getBytes(StandardCharsets.ISO_8859_1);
            header.begin(line, 0, HeaderSyntax.nameLength(line, 0, line.length), line.length);
            headerOut(null);
            header.clear();
        }
    }

    private void bodyLine(byte[] data, int len, boolean begins, boolean complete)
            throws IOException, UnsendableContentException {
        if (begins && mime.isMultipart()) {
            mime.boundary(data, 0, len);
        }
        if (converts && !mime.isSevenBit()) {
            quoted.write(data, 0, len, complete);
        } else {
            body(data, len, complete);
        }
    }

    private void flushHeader() throws IOException, UnsendableContentException {
        if (header.isEmpty()) {
            return;
        }
        HeaderOptions.Options options = KNOWN.find(header.bytes(), header.nameLength());
        boolean encoding = false;
        if (options != null && options.name() == HeaderOptions.Name.CONTENT_TYPE) {
            mime.contentType(header.value());
        } else if (options != null && options.name() == HeaderOptions.Name.CONTENT_TRANSFER_ENCODING) {
            mime.transferEncoding(header.value());
            encoding = true;
        }
        if (!encoding || !converts || mime.isSevenBit()) {
            headerOut(options);
        }
        header.clear();
    }

    private void headerOut(HeaderOptions.@Nullable Options options) throws IOException, UnsendableContentException {
        ContentChecks.Kind kind = conversion.checks.forHeader(mime.block(), options != null && options.mime());
        if (kind != null) {
            String before = new String(header.bytes(), 0, header.length(), StandardCharsets.ISO_8859_1);
            String after = checked(kind, before);
            if (after.equals(DROP)) {
                return;
            }
            if (!after.equals(before)) {
                header.clear();
                byte[] text = after.getBytes(StandardCharsets.ISO_8859_1);
                header.begin(text, 0, HeaderSyntax.nameLength(text, 0, text.length), text.length);
            }
        }
        boolean addresses = options != null
                && options.addresses() != HeaderOptions.Addresses.NONE
                && mime.block() == MimeStructure.Block.PRIMARY;
        Optional<byte[]> mapped = addresses && !conversion.generic.isEmpty() ? mapped() : Optional.empty();
        if (mapped.isPresent()) {
            lines(mapped.get(), mapped.get().length, true);
        } else {
            lines(header.bytes(), header.length(), false);
        }
    }

    private Optional<byte[]> mapped() throws UnsendableContentException {
        try {
            return HeaderAddresses.rewritten(
                    header.bytes(),
                    header.nameLength(),
                    header.length(),
                    0,
                    (address, external) -> conversion.generic.find(address));
        } catch (TableUnavailableException e) {
            throw unusable(e);
        }
    }

    // Postfix differs: a table of smtp_generic_maps that cannot be asked ends its smtp process and the queue manager
    // finds no reason, because it has
    // processes to spare; here the message is deferred with the reason that the queue manager has for such cases
    static UnsendableContentException unusable(TableUnavailableException e) {
        UnsendableContentException unsendable =
                new UnsendableContentException(Trouble.local("4.3.0", "unknown mail transport error"));
        unsendable.initCause(e);
        return unsendable;
    }

    private void lines(byte[] text, int length, boolean folded) throws IOException {
        int line = 0;
        while (line <= length) {
            int end = line;
            while (end < length && text[end] != '\n') {
                end++;
            }
            if (folded && line > 0 && !HeaderSyntax.isFold(text, line, end - line)) {
                out.write(new byte[] {'\t'}, 0, 1);
            }
            out.line(text, line, end - line);
            line = end + 1;
        }
    }

    private void body(byte[] data, int len, boolean complete) throws IOException, UnsendableContentException {
        if (conversion.checks.anyBody()) {
            String before = new String(data, 0, len, StandardCharsets.ISO_8859_1);
            String after = before.isEmpty() ? before : checked(ContentChecks.Kind.BODY, before);
            if (!before.isEmpty() && after.equals(DROP)) {
                return;
            }
            if (!after.equals(before)) {
                byte[] text = after.getBytes(StandardCharsets.ISO_8859_1);
                put(text, text.length, complete);
                return;
            }
        }
        put(data, len, complete);
    }

    private void put(byte[] data, int len, boolean complete) throws IOException {
        if (complete) {
            out.line(data, 0, len);
        } else {
            out.write(data, 0, len);
        }
    }

    /** What the tables make of a header or a line; {@link #DROP} if it goes. Actions that are cleanup's only are unsupported. // hbc_action() */
    private String checked(ContentChecks.Kind kind, String content) throws IOException, UnsendableContentException {
        Optional<String> found;
        try {
            found = conversion.checks.maps(kind).find(content);
        } catch (TableUnavailableException e) {
            conversion.warn(String.valueOf(e.getMessage()));
            conversion.warn(queueId + ": smtp " + (kind == ContentChecks.Kind.BODY ? "body" : "header")
                    + " checks lookup error");
            UnsendableContentException unsendable = new UnsendableContentException(
                    Trouble.local("4.3.0", "local data error while talking to " + server));
            unsendable.initCause(e);
            throw unsendable;
        }
        if (found.isEmpty()) {
            return content;
        }
        return switch (lineActions(kind).act(content, found.get())) {
            case LineActions.Keep keep -> content;
            case LineActions.Drop drop -> DROP;
            case LineActions.Replace replace -> replace.text();
            case LineActions.Prepend prepend -> {
                byte[] bytes = prepend.text().getBytes(StandardCharsets.ISO_8859_1);
                out.line(bytes, 0, bytes.length);
                yield content;
            }
        };
    }

    private LineActions lineActions(ContentChecks.Kind kind) {
        String where = kind == ContentChecks.Kind.BODY ? "body" : "header";
        return new LineActions(conversion.checks.parameter(kind), where.equals("header"), new LineActions.Log() {
            @Override
            public void action(String action, String content, String text) {
                log(action, where, content, text);
            }

            @Override
            public void warn(String text) {
                conversion.warn(text);
            }
        });
    }

    private void log(String action, String where, String content, String text) {
        String shown = content.substring(0, Math.min(content.length(), LOGGED_CONTENT));
        conversion.info(queueId + ": " + action + ": " + where + " " + shown + (text.isEmpty() ? "" : ": " + text));
    }
}
