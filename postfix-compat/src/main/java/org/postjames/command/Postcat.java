package org.postjames.command;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;

/** {@code postcat}: shows what is in queue files. // postcat(1) */
public final class Postcat {
    private static final List<String> QUEUES = List.of(
            QueueLayout.MAILDROP,
            QueueLayout.INCOMING,
            QueueLayout.ACTIVE,
            QueueLayout.DEFERRED,
            QueueLayout.HOLD,
            "saved");

    private final String program;
    private final PrintStream out;
    private final PrintStream err;
    private String directory = Optional.ofNullable(System.getenv("MAIL_CONFIG")).orElse("/etc/postfix");
    private boolean search;
    private int flags;
    private long start;

    private Postcat(String program, PrintStream out, PrintStream err) {
        this.program = program;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
        int code = run(args, new FileInputStream(FileDescriptor.in), out, err);
        out.flush();
        Exit.with(code);
    }

    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        // the name as typed, directory and all
        String program = System.getProperty("postjames.command", "postcat");
        try {
            new Postcat(program, out, err).run(args, in);
            return 0;
        } catch (CommandFailure e) {
            out.flush();
            err.print(program + ": fatal: " + e.getMessage() + "\n");
            err.flush();
            return e.exitCode();
        }
    }

    private void run(String[] args, InputStream in) throws CommandFailure {
        CommandLine line = new CommandLine(program, args, "bc:dehoqrs:v", err);
        for (int letter = line.next(); letter != CommandLine.END; letter = line.next()) {
            option(letter, line.value());
        }
        if ((flags & QueueFilePrinter.ALL) == 0) {
            flags |= QueueFilePrinter.ALL;
        }
        PostfixConfig config;
        try {
            config = PostfixConfig.loadMainForCommand(Path.of(directory));
        } catch (ConfigurationException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
        if (line.rest().isEmpty()) {
            standardInput(in);
        }
        QueueLayout layout = QueueLayout.of(config);
        for (String name : line.rest()) {
            if (search) {
                queued(layout, name);
            } else {
                try (FileChannel file = FileChannel.open(Path.of(name), StandardOpenOption.READ)) {
                    print(file, name);
                } catch (IOException e) {
                    throw new CommandFailure("open " + name + ": " + CommandMessages.reason(e));
                }
            }
        }
    }

    private void option(int letter, String value) throws CommandFailure {
        switch (letter) {
            case 'b' -> flags |= QueueFilePrinter.BODY;
            case 'c' -> directory = value;
            case 'd' -> flags |= QueueFilePrinter.TYPE;
            case 'e' -> flags |= QueueFilePrinter.ENVELOPE;
            case 'h' -> flags |= QueueFilePrinter.HEADER;
            case 'o' -> flags |= QueueFilePrinter.OFFSET;
            case 'q' -> search = true;
            case 'r' -> flags |= QueueFilePrinter.RAW;
            case 's' -> {
                if (value.isEmpty() || value.length() > 18 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    throw new CommandFailure("bad offset: " + value);
                }
                start = Long.parseLong(value);
            }
            case 'v' -> flags |= QueueFilePrinter.VERBOSE;
            default ->
                throw new CommandFailure(
                        "usage: " + program
                                + " [-b (body text)] [-c config_dir] [-d (decimal record type)] [-e (envelope records)] [-h (header text)] [-q (access queue)] [-v] [file(s)...]");
        }
    }

    private void print(FileChannel file, String name) throws CommandFailure, IOException {
        new QueueFilePrinter(file, name, flags, start, out, new CommandMessages(program, err)).print();
    }

    private void queued(QueueLayout layout, String id) throws CommandFailure {
        if (!QueueIdFormat.isValid(id)) {
            throw new CommandFailure("bad mail queue ID: " + id);
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            for (String queue : QUEUES) {
                Path path = layout.path(queue, id);
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                    print(file, layout.root().relativize(path).toString());
                    return;
                } catch (NoSuchFileException e) {
                    // in another queue, or just moved: two rounds
                } catch (IOException e) {
                    throw new CommandFailure("open queue file " + id + ": " + CommandMessages.reason(e));
                }
            }
        }
        throw new CommandFailure("open queue file " + id + ": No such file or directory");
    }

    /** Records may be anywhere in a file, so what is piped in goes to a file first. */
    private void standardInput(InputStream in) throws CommandFailure {
        try {
            Path copy = Files.createTempFile("postcat", ".tmp");
            try (FileChannel file = FileChannel.open(
                    copy, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                byte[] block = new byte[1 << 16];
                for (int n = in.read(block); n > 0; n = in.read(block)) {
                    file.write(java.nio.ByteBuffer.wrap(block, 0, n));
                }
                print(file, "stdin");
            }
        } catch (IOException e) {
            throw new CommandFailure("stdin: " + CommandMessages.reason(e));
        }
    }
}
