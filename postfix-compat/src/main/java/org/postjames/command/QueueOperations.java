package org.postjames.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.queuefile.QueueFileStatus;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueScan;

/** Deletes, holds, releases, requeues and expires messages, by name or all of them. Each move is one rename(2), safe while a server runs. // postsuper.c */
final class QueueOperations {
    static final Set<String> MESSAGE_QUEUES = Set.of(
            QueueLayout.MAILDROP, QueueLayout.INCOMING, QueueLayout.ACTIVE, QueueLayout.DEFERRED, QueueLayout.HOLD);
    private static final String[] LOGS = {QueueLayout.BOUNCE, QueueLayout.DEFER, QueueLayout.TRACE};
    static final Set<String> KNOWN_QUEUES = Set.of(
            QueueLayout.MAILDROP,
            QueueLayout.INCOMING,
            QueueLayout.ACTIVE,
            QueueLayout.DEFERRED,
            QueueLayout.HOLD,
            QueueLayout.TRACE,
            QueueLayout.DEFER,
            QueueLayout.BOUNCE,
            QueueLayout.FLUSH);

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final QueueLayout layout;
    private final List<String> queues;
    private final SuperReport report;

    QueueOperations(QueueLayout layout, List<String> queues, SuperReport report) {
        this.layout = layout;
        this.queues = queues;
        this.report = report;
    }

    /** Whether the command line names a single message. */
    boolean namesOne(String[] args, String letters, PrintStream err) {
        CommandLine line = new CommandLine("postsuper", args, letters, err);
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            if ("defhHr".indexOf(option) >= 0 && !line.value().equals("ALL")) {
                return true;
            }
        }
        return false;
    }

    /** @param action the option's letter */
    void one(char action, String id) throws CommandFailure, IOException {
        if (!QueueIdFormat.isValid(id)) {
            report.warning("invalid mail queue id: " + id);
            if (action == 'f') {
                report.warning("invalid mail queue id: " + id);
            }
            return;
        }
        switch (action) {
            case 'd' -> delete(id);
            case 'e' -> expire(id);
            case 'h' -> report.held += move(id, QueueLayout.HOLD, "placed on hold");
            case 'H' -> release(id);
            case 'r' -> requeue(id);
            case 'f' -> {
                expire(id);
                release(id);
            }
            default -> throw new IllegalStateException("action " + action);
        }
    }

    private List<String> messageQueues() throws CommandFailure {
        for (String q : queues) {
            if (!KNOWN_QUEUES.contains(q)) {
                throw new CommandFailure("invalid directory name: " + q);
            }
        }
        return queues.stream().filter(MESSAGE_QUEUES::contains).toList();
    }

    /** A message may move to another queue while we look: look twice. */
    private interface Attempt {
        boolean on(String queue, Path file) throws IOException;
    }

    private boolean twice(String id, boolean maildrop, Attempt attempt) throws CommandFailure, IOException {
        List<String> places = messageQueues();
        for (int tries = 0; tries < 2; tries++) {
            for (String queue : places) {
                Path file = layout.path(queue, id);
                if ((maildrop || !queue.equals(QueueLayout.MAILDROP)) && isReady(file) && attempt.on(queue, file)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void delete(String id) throws CommandFailure, IOException {
        boolean found = twice(id, true, (queue, file) -> {
            for (String log : LOGS) {
                Files.deleteIfExists(layout.path(log, id));
            }
            return Files.deleteIfExists(file);
        });
        if (found) {
            report.info(id + ": removed");
            report.deleted++;
        }
    }

    private void expire(String id) throws CommandFailure, IOException {
        if (twice(id, false, (queue, file) -> markExpired(file))) {
            report.info(id + ": expired");
            report.expired++;
        }
    }

    private int move(String id, String target, String word) throws CommandFailure, IOException {
        boolean found =
                twice(id, false, (queue, file) -> !queue.equals(target) && rename(file, layout.path(target, id)));
        if (found) {
            report.info(id + ": " + word);
        }
        return found ? 1 : 0;
    }

    private void release(String id) throws CommandFailure, IOException {
        if (!messageQueues().contains(QueueLayout.HOLD)) {
            return;
        }
        Path file = layout.path(QueueLayout.HOLD, id);
        if (isReady(file) && rename(file, layout.path(QueueLayout.DEFERRED, id))) {
            report.info(id + ": released from hold");
            report.released++;
        }
    }

    private void requeue(String id) throws CommandFailure, IOException {
        boolean found = twice(id, false, (queue, file) -> {
            Path target = layout.path(QueueLayout.MAILDROP, id);
            if (!rename(file, target)) {
                return false;
            }
            Files.setLastModifiedTime(target, FileTime.fromMillis(System.currentTimeMillis()));
            return true;
        });
        if (found) {
            report.info(id + ": requeued");
            report.requeued++;
        }
    }

    /** Does an action to every message. */
    void all(char action) throws CommandFailure, IOException {
        messageQueues();
        for (String queue : queues) {
            boolean messages = MESSAGE_QUEUES.contains(queue);
            boolean maildrop = queue.equals(QueueLayout.MAILDROP);
            if (action == 'd') {
                deleteAll(queue, messages);
            } else if (messages && !(maildrop && action != 'd')) {
                QueueScan.walk(layout, queue, (id, file) -> {
                    everyMessage(action, queue, id.text(), file);
                    return true;
                });
            }
        }
    }

    private void everyMessage(char action, String queue, String id, Path file) throws IOException {
        boolean hold = queue.equals(QueueLayout.HOLD);
        switch (action) {
            case 'r' -> report.requeued += rename(file, layout.path(QueueLayout.MAILDROP, id)) ? 1 : 0;
            case 'h' -> report.held += !hold && rename(file, layout.path(QueueLayout.HOLD, id)) ? 1 : 0;
            default -> {
                if ((action == 'e' || action == 'f') && isReady(file) && markExpired(file)) {
                    report.expired++;
                }
                if ((action == 'H' || action == 'f') && hold) {
                    report.released += rename(file, layout.path(QueueLayout.DEFERRED, id)) ? 1 : 0;
                }
            }
        }
    }

    /** Everything goes, also what is no message; only messages are counted. */
    private void deleteAll(String queue, boolean messages) throws IOException {
        Path root = layout.queue(queue);
        if (!Files.isDirectory(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean counts = messages && isReady(file);
                if (Files.deleteIfExists(file) && counts) {
                    report.deleted++;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isReady(Path file) throws IOException {
        try {
            return QueueFileStatus.of(file).isReady();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean markExpired(Path file) throws IOException {
        QueueFileStatus status = QueueFileStatus.of(file);
        if (!status.isReady() || status.isForceExpired()) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        permissions.add(PosixFilePermission.GROUP_EXECUTE);
        Files.setPosixFilePermissions(file, permissions);
        return true;
    }

    /** False if the file is not there any more. Makes the directories of a hashed queue. */
    static boolean rename(Path from, Path to) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                return true;
            } catch (NoSuchFileException e) {
                if (tries > 0 || !makeDirectory(to.getParent())) {
                    return false;
                }
            }
        }
    }

    /** The levels of a hashed queue, owned as the queue is: Postfix runs as mail_owner here, we may be root. @return false if it is there already */
    private static boolean makeDirectory(@Nullable Path directory) throws IOException {
        if (directory == null || Files.exists(directory)) {
            return false;
        }
        Path parent = directory.getParent();
        makeDirectory(parent);
        Files.createDirectory(directory, PRIVATE);
        if (parent != null) {
            Files.setOwner(directory, Files.getOwner(parent));
        }
        return true;
    }
}
