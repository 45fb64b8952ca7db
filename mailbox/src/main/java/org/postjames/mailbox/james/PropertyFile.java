package org.postjames.mailbox.james;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.postjames.mailbox.maildir.OwnerRights;

/** A small file of {@code key TAB value} lines, both in Base64, replaced atomically. */
final class PropertyFile {
    private final Path file;
    private final OwnerRights rights;

    PropertyFile(Path file, OwnerRights rights) {
        this.file = file;
        this.rights = rights;
    }

    Map<String, String> read() throws IOException {
        return rights.call(this::readNow);
    }

    private Map<String, String> readNow() throws IOException {
        Map<String, String> values = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    values.put(decode(line.substring(0, tab)), decode(line.substring(tab + 1)));
                }
            }
        } catch (NoSuchFileException e) {
            return values;
        }
        return values;
    }

    void write(Map<String, String> values) throws IOException {
        rights.call(() -> writeNow(values));
    }

    private Path writeNow(Map<String, String> values) throws IOException {
        if (values.isEmpty()) {
            Files.deleteIfExists(file);
            return file;
        }
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) ->
                text.append(encode(key)).append('\t').append(encode(value)).append('\n'));
        Path tmp = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(tmp, text, StandardCharsets.US_ASCII);
        return Files.move(tmp, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String encode(String s) {
        return Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String s) throws IOException {
        try {
            return new String(Base64.getDecoder().decode(s), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("damaged property file", e);
        }
    }
}
