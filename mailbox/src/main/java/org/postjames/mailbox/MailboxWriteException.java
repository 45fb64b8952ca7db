package org.postjames.mailbox;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * A message that could not be written to its mailbox; nothing of it is left there. The message is the reason in
 * Postfix's words (<q>create maildir file …: Permission denied</q>), without the agent's own introduction.
 */
public final class MailboxWriteException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String dsn;

    MailboxWriteException(String dsn, String reason) {
        super(reason);
        this.dsn = dsn;
    }

    MailboxWriteException(String defaultDsn, String what, IOException cause) {
        super(what + ": " + reason(cause), cause);
        this.dsn = status(reason(cause), defaultDsn);
    }

    /** The enhanced status code; one that begins with 4 means "try again later". */
    public String dsn() {
        return dsn;
    }

    /** Whether the file system refused for lack of rights, upon which Postfix adds two warnings of its own. */
    public boolean accessDenied() {
        return getCause() instanceof AccessDeniedException;
    }

    // Postfix: mbox_dsn(), by errno; the JDK only hands out its text
    private static String status(String reason, String defaultDsn) {
        return switch (reason) {
            case "Resource temporarily unavailable", "Stale file handle" -> "4.2.0";
            case "No space left on device" -> "4.3.0";
            case "Disk quota exceeded", "File too large" -> "5.2.2";
            default -> defaultDsn;
        };
    }

    /** What strerror(3) says about the failure. */
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "Permission denied";
            case NoSuchFileException missing -> "No such file or directory";
            case FileNotFoundException missing -> "No such file or directory";
            case FileAlreadyExistsException exists -> "File exists";
            case NotDirectoryException file -> "Not a directory";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
