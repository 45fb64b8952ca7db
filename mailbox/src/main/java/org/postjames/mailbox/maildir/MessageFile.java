package org.postjames.mailbox.maildir;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A message's file while it is being written. */
final class MessageFile {
    private MessageFile() {}

    /** Writes and syncs content that has CRLF line ends; returns the sizes as they belong into the file's name. */
    static String write(Path tmp, InputStream content) throws IOException {
        try (FileChannel file = FileChannel.open(
                tmp,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            Ownership.likeDirectory(tmp);
            LfOutputStream out =
                    new LfOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), 32 * 1024));
            content.transferTo(out);
            out.end();
            file.force(true);
            return ",S=" + out.written() + ",W=" + out.virtualSize();
        }
    }
}
