package org.postjames.smtp.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A mail transaction that is told to the before-queue filter when it is complete: the commands, and the content as it goes over the wire. The content lies in a file
 * that has no name any more, so nothing stays behind. // smtpd_proxy_save_cmd()
 */
final class ReplayLog implements AutoCloseable {
    private final FileChannel file;
    private final String mailCommand;
    private final List<Command> commands = new ArrayList<>();
    private final ByteBuffer pending = ByteBuffer.allocate(8192);

    /** A command, and the first digit of the reply that lets the next one follow. */
    record Command(char expected, String text) {}

    private ReplayLog(FileChannel file, String mailCommand) {
        this.file = file;
        this.mailCommand = mailCommand;
    }

    static ReplayLog create(Path queueDirectory, String mailCommand) throws IOException {
        Path path = Files.createTempFile(queueDirectory.resolve("incoming"), "proxy", "");
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new ReplayLog(file, mailCommand);
        } finally {
            Files.delete(path);
        }
    }

    void command(char expected, String text) {
        commands.add(new Command(expected, text));
    }

    /** @param dot the line begins with one, so another one goes before it */
    void content(byte[] data, int offset, int length, boolean dot, boolean complete) throws IOException {
        if (dot) {
            put((byte) '.');
        }
        int done = 0;
        while (done < length) {
            if (!pending.hasRemaining()) {
                write();
            }
            int count = Math.min(length - done, pending.remaining());
            pending.put(data, offset + done, count);
            done += count;
        }
        if (complete) {
            put((byte) '\r');
            put((byte) '\n');
        }
    }

    private void put(byte octet) throws IOException {
        if (!pending.hasRemaining()) {
            write();
        }
        pending.put(octet);
    }

    private void write() throws IOException {
        pending.flip();
        while (pending.hasRemaining()) {
            file.write(pending);
        }
        pending.clear();
    }

    /** From now on it is read. */
    void finish() throws IOException {
        write();
        file.position(0);
    }

    String mailCommand() {
        return mailCommand;
    }

    List<Command> commands() {
        return commands;
    }

    /** How many bytes came; -1 at the end. */
    int read(byte[] into) throws IOException {
        return file.read(ByteBuffer.wrap(into));
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            return; // nobody needs it any more
        }
    }
}
