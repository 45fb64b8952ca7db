package org.postjames.bounce;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of a {@code bounce}, {@code defer} or {@code trace} file: entries of {@code name=value} lines, with an empty line before and after each.
 * Postfix reads what is written here, and the other way round. // bounce_append_service.c, bounce_log.c
 */
public final class BounceLog {
    private BounceLog() {}

    /**
     * One entry, ready to be appended.
     *
     * @param compatible whether the entry begins with the old {@code <recipient>: reason} line // backwards_bounce_logfile_compatibility
     */
    public static String format(BounceLogEntry e, boolean compatible) {
        StringBuilder text = new StringBuilder(256).append('\n');
        if (compatible) {
            text.append('<')
                    .append(e.recipient())
                    .append(">: ")
                    .append(e.reason())
                    .append('\n');
        }
        line(text, "recipient", e.recipient().isEmpty() ? "<>" : e.recipient());
        line(text, "original_recipient", e.original());
        line(text, "offset", e.offset() > 0 ? Long.toString(e.offset()) : "");
        line(text, "dsn_orig_rcpt", e.dsnOrcpt());
        line(text, "notify_flags", e.dsnNotify() != 0 ? Integer.toString(e.dsnNotify()) : "");
        line(text, "status", e.status());
        line(text, "action", e.action());
        if (!e.diagnosticType().isEmpty() && !e.diagnosticText().isEmpty()) {
            line(text, "diag_type", e.diagnosticType());
            line(text, "diag_text", e.diagnosticText());
        }
        if (!e.mtaType().isEmpty() && !e.mtaName().isEmpty()) {
            line(text, "mta_type", e.mtaType());
            line(text, "mta_name", e.mtaName());
        }
        line(text, "reason", e.reason());
        return text.append('\n').toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append('=').append(value.replace('\n', ' ')).append('\n');
        }
    }

    /** All entries of a file; none if there is no such file. Lines that make no sense are passed over. */
    public static List<BounceLogEntry> read(Path file, boolean deferred) throws IOException {
        List<BounceLogEntry> entries = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            Map<String, String> entry = new HashMap<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    add(entries, entry, deferred);
                } else {
                    parse(Printable.text(line), entry);
                }
            }
            // An entry without the empty line after it was cut off by a crash; Postfix does not show it either.
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return entries;
    }

    private static void parse(String line, Map<String, String> entry) {
        char first = line.charAt(0);
        if (first == '<') {
            int end = line.indexOf(">: ");
            if (end > 0) {
                entry.put("recipient", nonEmptyRecipient(line.substring(1, end)));
                entry.put("reason", line.substring(end + 2).strip());
            }
            return;
        }
        int equals = line.indexOf('=');
        if (equals > 0 && Character.isLetterOrDigit(first)) {
            String name = line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip();
            boolean recipient = name.equals("recipient") || name.equals("original_recipient");
            entry.put(name, recipient ? nonEmptyRecipient(value) : value);
        }
    }

    private static String nonEmptyRecipient(String value) {
        return value.isEmpty() ? "(MAILER-DAEMON)" : value;
    }

    private static void add(List<BounceLogEntry> entries, Map<String, String> entry, boolean deferred) {
        if (entry.isEmpty()) {
            return;
        }
        entries.add(new BounceLogEntry(
                entry.getOrDefault("recipient", "(recipient address unavailable)"),
                entry.getOrDefault("original_recipient", ""),
                number(entry.getOrDefault("offset", "")),
                entry.getOrDefault("dsn_orig_rcpt", ""),
                (int) number(entry.getOrDefault("notify_flags", "")),
                entry.getOrDefault("status", deferred ? "4.0.0" : "5.0.0"),
                entry.getOrDefault("action", deferred ? "delayed" : "failed"),
                entry.getOrDefault("diag_type", ""),
                entry.getOrDefault("diag_text", ""),
                entry.getOrDefault("mta_type", ""),
                entry.getOrDefault("mta_name", ""),
                entry.getOrDefault("reason", "(description unavailable)")));
        entry.clear();
    }

    private static long number(String text) {
        long value = 0;
        for (int i = 0; i < text.length() && i < 18 && Character.isDigit(text.charAt(i)); i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}
