package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postjames.config.PostfixConfig;

/**
 * The headers and the body lines of a message, as header_checks(5) would see them: a header is one text, its lines with an LF between them. Strings hold
 * bytes. // mime_state(3), postmap(1)
 */
public final class MessageLines {
    private final boolean wantHeaders;
    private final boolean wantBody;
    private final int headerSizeLimit;
    private final MimeStructure mime;
    private final HeaderBuffer header = new HeaderBuffer();
    private final List<String> keys = new ArrayList<>();
    private boolean inHeaders = true;

    private MessageLines(PostfixConfig config, boolean headers, boolean body, boolean parts) {
        this.wantHeaders = headers;
        this.wantBody = body;
        this.headerSizeLimit = config.get(CleanupParameters.HEADER_SIZE_LIMIT);
        this.mime = new MimeStructure(ContentChecks.limits(config, parts, false));
    }

    /** @param parts whether the headers of MIME parts are headers too; without them and the body, only the first headers are looked at */
    public static List<String> of(String message, PostfixConfig config, boolean headers, boolean body, boolean parts) {
        MessageLines lines = new MessageLines(config, headers, body, parts);
        int at = 0;
        while (at < message.length() && (body || parts || lines.inHeaders)) {
            int end = message.indexOf('\n', at);
            String line = message.substring(at, end < 0 ? message.length() : end);
            lines.line(line.getBytes(StandardCharsets.ISO_8859_1));
            at = end < 0 ? message.length() : end + 1;
        }
        lines.flushHeader();
        return lines.keys;
    }

    private void line(byte[] data) {
        if (inHeaders) {
            if (!header.isEmpty() && HeaderSyntax.isFold(data, 0, data.length)) {
                if (header.length() < headerSizeLimit) {
                    header.append('\n');
                    header.append(data, 0, data.length);
                }
                return;
            }
            flushHeader();
            int name = HeaderSyntax.nameLength(data, 0, data.length);
            if (name > 0) {
                header.begin(data, 0, name, data.length);
                return;
            }
            boolean separated = data.length == 0 || mime.block() != MimeStructure.Block.PRIMARY;
            mime.endOfHeaders(data.length == 0);
            inHeaders = mime.block() != MimeStructure.Block.BODY;
            if (!separated) {
                body(new byte[0]);
            }
        }
        if (mime.isMultipart() && mime.boundary(data, 0, data.length)) {
            inHeaders = mime.block() != MimeStructure.Block.BODY;
        }
        body(data);
    }

    private void flushHeader() {
        if (header.isEmpty()) {
            return;
        }
        String text = new String(header.bytes(), 0, header.length(), StandardCharsets.ISO_8859_1);
        if (text.substring(0, header.nameLength()).equalsIgnoreCase("content-type")) {
            mime.contentType(header.value());
        }
        if (wantHeaders) {
            keys.add(text);
        }
        header.clear();
    }

    private void body(byte[] line) {
        if (wantBody) {
            keys.add(new String(line, StandardCharsets.ISO_8859_1));
        }
    }
}
