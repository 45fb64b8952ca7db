package org.postjames.milter;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Reads a filter's requests to change the message, and passes them on until one has failed. // milter8_event() */
final class EditRequests {
    static final int REPLACE_BODY = 'b';

    private final MilterClient client;
    private final MilterWire wire;
    private final MessageEdits edits;
    private @Nullable MilterReply problem;
    private @Nullable ByteArrayOutputStream line;
    private boolean bodyReplaced;

    EditRequests(MilterClient client, MilterWire wire, MessageEdits edits) {
        this.client = client;
        this.wire = wire;
        this.edits = edits;
    }

    /** Why the changes could not be made. */
    @Nullable
    MilterReply problem() {
        return problem;
    }

    /** @return false if this is no request */
    boolean request(int letter) throws MilterTroubleException {
        switch (letter) {
            case 'm' -> changeHeader();
            case 'h' -> {
                String name = wire.text();
                String value = lastText();
                if (problem == null) {
                    problem = edits.addHeader(name, space(), value);
                }
            }
            case 'i' -> insertHeader();
            case 'e' -> {
                String address = wire.text();
                String arguments = optionalText();
                if (problem == null) {
                    problem = edits.changeSender(address, arguments);
                }
            }
            case '+' -> {
                String address = lastText();
                if (problem == null) {
                    problem = edits.addRecipient(address, "");
                }
            }
            case '2' -> {
                String address = wire.text();
                String arguments = optionalText();
                if (problem == null) {
                    problem = edits.addRecipient(address, arguments);
                }
            }
            case '-' -> {
                String address = lastText();
                if (problem == null) {
                    problem = edits.deleteRecipient(address);
                }
            }
            case REPLACE_BODY -> replaceBody();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Sendmail puts a space before a header's value unless the filter does it itself. */
    private String space() {
        return client.keepsLeadingSpace() ? "" : " ";
    }

    private String lastText() throws MilterTroubleException {
        String text = wire.text();
        wire.end();
        return text;
    }

    private String optionalText() throws MilterTroubleException {
        return wire.remaining() > 0 ? lastText() : "";
    }

    private MilterTroubleException bad(String text) {
        return MilterTroubleException.configuration("milter " + client.settings.name() + ": " + text);
    }

    private void changeHeader() throws MilterTroubleException {
        int index = wire.number();
        String name = wire.text();
        String value = lastText();
        if (problem != null) {
            return;
        }
        if (index < 0) {
            throw bad("bad change header index: " + Integer.toUnsignedString(index));
        }
        if (name.isEmpty()) {
            throw bad("null change header name");
        }
        int first = Math.max(1, index); // Sendmail takes 0 for 1
        problem = value.isEmpty() ? edits.deleteHeader(first, name) : edits.updateHeader(first, name, space(), value);
    }

    private void insertHeader() throws MilterTroubleException {
        int index = wire.number();
        String name = wire.text();
        String value = lastText();
        if (problem != null) {
            return;
        }
        if (index < 0 || index == Integer.MAX_VALUE) {
            throw bad("bad insert header index: " + Integer.toUnsignedString(index));
        }
        problem = edits.insertHeader(index + 1, name, space(), value);
    }

    /** Pieces of a body with CRLF line ends. A piece may end in the middle of a line. */
    private void replaceBody() throws MilterTroubleException {
        if (bodyReplaced) {
            throw bad("body replacement requests can't currently be mixed with other requests");
        }
        ByteArrayOutputStream open = line;
        if (open == null) {
            open = new ByteArrayOutputStream();
            line = open;
            if (problem == null) {
                problem = edits.beginBody();
            }
        }
        byte[] block = new byte[8192];
        for (int n = wire.some(block); n > 0; n = wire.some(block)) {
            for (int i = 0; i < n && problem == null; i++) {
                add(block[i], open);
            }
        }
    }

    private void add(byte b, ByteArrayOutputStream open) {
        if (b == '\n') {
            byte[] text = open.toByteArray();
            int length = text.length > 0 && text[text.length - 1] == '\r' ? text.length - 1 : text.length;
            problem = edits.bodyRecord(text, length, true);
            open.reset();
            return;
        }
        if (open.size() == edits.lineLimit()) {
            problem = edits.bodyRecord(open.toByteArray(), open.size(), false);
            open.reset();
        }
        open.write(b);
    }

    /** Whatever comes after a piece of body ends the body. */
    void endBody() {
        ByteArrayOutputStream open = line;
        if (open == null) {
            return;
        }
        if (problem == null && open.size() > 0) {
            problem = edits.bodyRecord(open.toByteArray(), open.size(), true);
        }
        if (problem == null) {
            problem = edits.endBody();
        }
        bodyReplaced = true;
        line = null;
    }
}
