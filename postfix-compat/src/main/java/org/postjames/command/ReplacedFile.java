package org.postjames.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A configuration file that is read as lines and then replaced as a whole, never seen half written. // edit_file(3) */
final class ReplacedFile {
    private static final String SUFFIX = ".tmp";

    private ReplacedFile() {}

    /** The lines with their line ends. */
    static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }

    /** Two writers at a time wait for each other at the lock of the temporary file. */
    static void replace(Path file, Path directory, EditorFunction editor) throws IOException, CommandFailure {
        Path temporary = directory.resolve(file.getFileName() + SUFFIX);
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.lock();
            boolean done = false;
            try {
                byte[] content = editor.edit(lines(file)).getBytes(StandardCharsets.ISO_8859_1);
                channel.truncate(0);
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                keepOwner(file, temporary);
                channel.force(true);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                done = true;
            } finally {
                if (!done) {
                    Files.deleteIfExists(temporary);
                }
            }
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("rename " + temporary + " to " + file + ": " + e.getReason(), e);
        }
    }

    /** The new file may be read by those who could read the old one. */
    private static void keepOwner(Path from, Path to) throws IOException {
        PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class);
        Files.setPosixFilePermissions(
                to, old.permissions().isEmpty() ? PosixFilePermissions.fromString("rw-r--r--") : old.permissions());
        PosixFileAttributes fresh = Files.readAttributes(to, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!fresh.owner().equals(old.owner())) {
            Files.setOwner(to, old.owner());
        }
    }

    /** Makes the new content out of the old lines. */
    interface EditorFunction {
        String edit(List<String> lines) throws CommandFailure;
    }
}
