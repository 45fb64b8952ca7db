package org.postjames.queuefile;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Walks through one queue on disk, hashed or not, holding one directory at a time. // mail_scan_dir(3) */
public final class QueueScan {
    /** Sees each file. */
    public interface Visitor {
        /** @return whether to go on */
        boolean file(QueueId id, Path path) throws IOException;
    }

    private QueueScan() {}

    /** Visits every file whose name may be a queue id. @return false if the visitor stopped the walk */
    public static boolean walk(QueueLayout layout, String queue, Visitor visitor) throws IOException {
        return walk(layout.queue(queue), visitor);
    }

    private static boolean walk(Path directory, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                // A directory of a hashed queue has one character; no queue id is that short.
                if (name.length() == 1) {
                    if (!walk(entry, visitor)) {
                        return false;
                    }
                } else if (QueueIdFormat.isValid(name) && !visitor.file(new QueueId(name), entry)) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
