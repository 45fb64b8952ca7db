package org.postjames.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.postjames.control.QueueEntry;
import org.postjames.control.QueueEntry.Delayed;

/** Prints messages as {@code postqueue -j} does: one object per line. // showq_json.c */
final class QueueJson {
    private final PrintStream out;

    QueueJson(PrintStream out) {
        this.out = out;
    }

    void message(QueueEntry e) {
        StringBuilder text = new StringBuilder(512);
        text.append("{\"queue_name\": ");
        quote(text, e.queue());
        text.append(", \"queue_id\": ");
        quote(text, e.id());
        text.append(", \"arrival_time\": ").append(e.arrived());
        text.append(", \"message_size\": ").append(e.size());
        text.append(", \"forced_expire\": ").append(e.forcedExpire());
        text.append(", \"sender\": ");
        quote(text, e.sender());
        text.append(", \"recipients\": [");
        String separator = "";
        for (Delayed r : e.recipients()) {
            text.append(separator).append("{\"address\": ");
            quote(text, r.address());
            if (!r.reason().isEmpty()) {
                text.append(", \"delay_reason\": ");
                quote(text, r.reason());
            }
            text.append('}');
            separator = ", ";
        }
        text.append("]}\n");
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
    }

    static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '"', '\\' -> text.append('\\').append(c);
                default -> {
                    if (c < ' ' || c == 127) {
                        text.append("\\u00")
                                .append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
