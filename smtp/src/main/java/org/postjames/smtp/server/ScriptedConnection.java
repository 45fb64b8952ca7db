package org.postjames.smtp.server;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Both streams of a session with a script. The script's next line is not there before it has been shown the replies to the last. */
final class ScriptedConnection {
    private final SmtpScript script;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private byte[] line = new byte[0];
    private int at;

    ScriptedConnection(SmtpScript script) {
        this.script = script;
    }

    OutputStream output() {
        return said;
    }

    InputStream input() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (at == line.length && !next()) {
                    return -1;
                }
                int count = Math.min(length, line.length - at);
                System.arraycopy(line, at, target, offset, count);
                at += count;
                return count;
            }
        };
    }

    /** Shows the script what a server that hangs up has said before. */
    void lastWords() {
        if (said.size() > 0) {
            next();
        }
    }

    private boolean next() {
        String replies = said.toString(StandardCharsets.ISO_8859_1);
        said.reset();
        Optional<String> text = script.next(replies);
        line = text.map(words -> words + "\r\n").orElse("").getBytes(StandardCharsets.ISO_8859_1);
        at = 0;
        return text.isPresent();
    }
}
