package org.postjames.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files as values of a table: the source names them, the table holds what is in them, as base64 text. // dict_file.c */
public final class FileContent {
    private FileContent() {}

    /**
     * The files that a value names, with a line end between them, as base64 text.
     *
     * @throws IOException with Postfix's words for what keeps them from being read
     */
    public static String encode(String names) throws IOException {
        List<String> files = Stream.of(names.split("[,\\s]+"))
                .filter(name -> !name.isEmpty())
                .toList();
        if (files.isEmpty()) {
            throw new IOException("empty pathname list: >>" + names + "<<'");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String file : files) {
            if (Files.isDirectory(Path.of(file))) {
                throw new IOException("read " + file + ": Is a directory");
            }
            if (all.size() > 0) {
                all.write('\n');
            }
            try {
                all.writeBytes(Files.readAllBytes(Path.of(file)));
            } catch (IOException e) {
                throw new IOException("open " + file + ": " + TextLines.reason(e), e);
            }
        }
        return Base64.getEncoder().encodeToString(all.toByteArray());
    }

    /** What a table holds, as bytes; nothing if it is not base64 text. */
    public static Optional<String> decode(String value) {
        try {
            return value.length() % 4 != 0
                    ? Optional.empty()
                    : Optional.of(new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What is said of such a value. */
    public static String malformed(String value) {
        return "malformed BASE64 value: " + value.substring(0, Math.min(30, value.length()));
    }
}
