package org.postjames.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The logical lines of a table's source: comments and blank lines gone, continuation lines joined. // readlline.c */
public final class TextLines {
    /** @param number the line on which the text begins, from 1 */
    public record Line(int number, String text) {}

    private TextLines() {}

    /** @throws TableUnavailableException with {@code open FILE: REASON} */
    public static String read(Path file) throws TableUnavailableException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new TableUnavailableException("open " + file + ": " + reason(e), e);
        }
    }

    /** A file that is a directory can be opened but not read. @throws TableUnavailableException with {@code open FILE: REASON}, or these words if it is a directory */
    static String readFile(Path file, String directory) throws TableUnavailableException {
        if (Files.isDirectory(file)) {
            throw new TableUnavailableException(directory + ": Is a directory");
        }
        return read(file);
    }

    /** The operating system's words for a failure. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> "No such file or directory";
            case AccessDeniedException denied -> "Permission denied";
            case FileSystemException other when other.getReason() != null -> String.valueOf(other.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }

    public static List<Line> split(String file, String text, Consumer<String> warnings) {
        List<Line> lines = new ArrayList<>();
        forEach(file, text, warnings, lines::add);
        return lines;
    }

    /** The same one after the other, for a text that may be large. */
    public static void forEach(String file, String text, Consumer<String> warnings, Consumer<Line> lines) {
        StringBuilder current = new StringBuilder();
        int first = 0;
        int number = 0;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String physical = text.substring(at, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end + 1;
            number++;
            int blank = 0;
            while (blank < physical.length() && isSpace(physical.charAt(blank))) {
                blank++;
            }
            if (blank < physical.length() && physical.charAt(blank) != '#') {
                first = current.isEmpty() ? number : first;
                current.append(physical);
            }
            boolean continued = at < text.length() && (text.charAt(at) == '#' || isSpace(text.charAt(at)));
            if (!current.isEmpty() && !continued) {
                add(file, current, first, lines, warnings);
            }
        }
        if (!current.isEmpty()) {
            add(file, current, first, lines, warnings);
        }
    }

    private static void add(
            String file, StringBuilder current, int first, Consumer<Line> lines, Consumer<String> warnings) {
        int end = current.indexOf("\0"); // the rest is read but never seen
        String text = end < 0 ? current.toString() : current.substring(0, end);
        boolean isLong = current.length() > 30;
        current.setLength(0);
        if (!text.isEmpty() && isSpace(text.charAt(0))) {
            warnings.accept(file + ": logical line must not start with whitespace: \""
                    + text.substring(0, Math.min(30, text.length())) + (isLong ? "..." : "") + "\"");
        } else {
            lines.accept(new Line(first, text));
        }
    }

    static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** ASCII letters and digits only: a text is bytes. // ISALNUM */
    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
