package org.postjames.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postjames.queuefile.QueueFileStatus;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;

/**
 * Puts queue files where they belong: names that match their inodes, the right level of subdirectories, no forgotten unfinished files. Meant for a
 * stopped server. // postsuper -s, -p
 */
final class QueueRepair {
    private static final long MAX_TEMPORARY_AGE = TimeUnit.DAYS.toSeconds(7);
    private static final String SUFFIX = "#FIX";
    private static final String[] LOGS = {QueueLayout.BOUNCE, QueueLayout.DEFER, QueueLayout.TRACE};

    private final QueueLayout layout;
    private final List<String> queues;
    private final SuperReport report;

    QueueRepair(QueueLayout layout, List<String> queues, SuperReport report) {
        this.layout = layout;
        this.queues = queues;
        this.report = report;
    }

    /** @param redundant also rename long ids, which need it only when queues of several machines were merged */
    void run(boolean purge, boolean structure, boolean redundant) throws CommandFailure, IOException {
        pass(purge, structure, redundant);
        if (report.inodeMismatch > 0) {
            // Renamed files carry a suffix until all are renamed, so that no new name hits an old one.
            pass(purge, structure, redundant);
        }
    }

    private void pass(boolean purge, boolean structure, boolean redundant) throws CommandFailure, IOException {
        for (String queue : queues) {
            if (!QueueOperations.KNOWN_QUEUES.contains(queue)) {
                throw new CommandFailure("invalid directory name: " + queue);
            }
            if (queue.equals(QueueLayout.MAILDROP) && layout.hashed().contains(queue)) {
                throw new CommandFailure("maildrop queue must not be hashed");
            }
            List<Path> files = new ArrayList<>();
            collect(layout.queue(queue), queue, files);
            for (Path file : files) {
                repair(queue, file, purge, structure, redundant);
            }
        }
    }

    private void collect(Path directory, String queue, List<Path> files) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                boolean subdirectory = entry.getFileName().toString().length() == 1
                        && !queue.equals(QueueLayout.MAILDROP)
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                if (subdirectory) {
                    collect(entry, queue, files);
                } else {
                    files.add(entry);
                }
            }
        }
    }

    private void repair(String queue, Path path, boolean purge, boolean structure, boolean redundant)
            throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        QueueFileStatus status = QueueFileStatus.of(path);
        boolean message = QueueOperations.MESSAGE_QUEUES.contains(queue);
        long age = System.currentTimeMillis() / 1000 - status.modified();
        boolean forgotten = purge && message && !status.isReady() && age > MAX_TEMPORARY_AGE;
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            report.warning("remove subdirectory " + layout.root().relativize(path) + ": Directory not empty");
            return;
        }
        if (!status.isRegular() || forgotten) {
            Files.deleteIfExists(path);
            return;
        }
        if (structure) {
            structure(queue, path, status.inode(), message, redundant);
        }
    }

    private void structure(String queue, Path path, long inode, boolean message, boolean redundant) throws IOException {
        Path actual = path;
        String name = path.getFileName().toString();
        String shown = layout.root().relativize(path).toString();
        if (name.endsWith(SUFFIX)) {
            name = name.substring(0, name.length() - SUFFIX.length());
            if (!QueueIdFormat.isValid(name)) {
                report.warning("bogus file name: " + shown);
                return;
            }
            if (message && QueueIdFormat.inode(name) != inode) {
                report.warning("name/inode mismatch: " + shown);
                return;
            }
            actual = layout.path(queue, name);
            if (!QueueOperations.rename(path, actual)) {
                return;
            }
            report.inodeFixed += message ? 1 : 0;
        }
        if (!QueueIdFormat.isValid(name)) {
            report.warning("bogus file name: " + shown);
            return;
        }
        if (message) {
            long named = QueueIdFormat.inode(name);
            boolean longName = QueueIdFormat.isLong(name);
            if (named < 0) {
                report.warning("bogus file name: " + shown);
                return;
            }
            if (longName && !layout.longIds() || named != inode && (!longName || redundant)) {
                report.inodeMismatch++;
                rename(queue, actual, name, inode);
                return;
            }
        }
        Path wanted = layout.path(queue, name);
        if (!actual.equals(wanted)) {
            QueueOperations.rename(actual, wanted);
        }
    }

    /** The logs first, so that an interrupted run can be taken up. // fix_queue_id() */
    private void rename(String queue, Path actual, String name, long inode) throws IOException {
        String fixed = QueueIdFormat.withInode(name, inode, layout.longIds()).text();
        for (String log : LOGS) {
            Path target = layout.path(log, fixed);
            QueueOperations.rename(layout.path(log, name), target.resolveSibling(fixed + SUFFIX));
        }
        QueueOperations.rename(actual, layout.path(queue, fixed).resolveSibling(fixed + SUFFIX));
    }
}
