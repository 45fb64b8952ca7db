package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code dovecot-uidlist} of version 3 says.
 *
 * @param uidValidity 0 if the header is unreadable: then no record can be trusted
 * @param guid the mailbox's own name of 32 hexadecimal digits, or empty
 * @param records by base name
 * @param damaged how many lines made no sense and were left out
 */
record UidList(long uidValidity, long nextUid, String guid, Map<String, UidRecord> records, int damaged) {
    static final String FILE = "dovecot-uidlist";

    /** The list, or null if there is none. */
    static @Nullable UidList read(Path folder) throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve(FILE), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return null;
        }
        return parse(text);
    }

    static UidList parse(String text) {
        int lineEnd = text.indexOf('\n');
        Header header = Header.parse(lineEnd < 0 ? text : text.substring(0, lineEnd));
        if (header == null) {
            return new UidList(0, 1, "", Map.of(), 1);
        }
        Map<String, UidRecord> records = new HashMap<>();
        Set<Long> seen = new HashSet<>();
        long next = header.nextUid;
        int damaged = 0;
        int at = lineEnd < 0 ? text.length() : lineEnd + 1;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            // A last line without newline is one that its writer has not finished.
            UidRecord record = end < 0 ? null : UidRecord.parse(text.substring(at, end));
            if (record == null || !seen.add(record.uid()) || records.containsKey(record.base())) {
                damaged++;
            } else {
                records.put(record.base(), record);
                next = Math.max(next, record.uid() + 1);
            }
            at = end < 0 ? text.length() : end + 1;
        }
        return new UidList(header.uidValidity, next, header.guid, records, damaged);
    }

    /** Reads only the first line: enough to list mailboxes. */
    static @Nullable Header readHeader(Path folder) throws IOException {
        try (var in = Files.newInputStream(folder.resolve(FILE))) {
            String start = new String(in.readNBytes(200), StandardCharsets.ISO_8859_1);
            int lineEnd = start.indexOf('\n');
            return lineEnd < 0 ? null : Header.parse(start.substring(0, lineEnd));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** {@code 3 V<uidvalidity> N<nextuid> G<guid>}; unknown fields are Dovecot's own business. */
    record Header(long uidValidity, long nextUid, String guid) {
        static @Nullable Header parse(String line) {
            if (!line.startsWith("3 ")) {
                return null;
            }
            long validity = -1;
            long next = -1;
            String guid = "";
            for (String field : line.substring(2).split(" ", -1)) {
                if (field.startsWith("V")) {
                    validity = UidRecord.decimal(field, 1, field.length());
                } else if (field.startsWith("N")) {
                    next = UidRecord.decimal(field, 1, field.length());
                } else if (field.startsWith("G") && isGuid(field.substring(1))) {
                    guid = field.substring(1);
                }
            }
            return validity <= 0 || next <= 0 ? null : new Header(validity, next, guid);
        }

        String line() {
            return "3 V" + uidValidity + " N" + nextUid + " G" + guid + "\n";
        }
    }

    private static boolean isGuid(String s) {
        return s.length() == 32 && s.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}
