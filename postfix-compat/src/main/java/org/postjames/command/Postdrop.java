package org.postjames.command;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.pickup.MaildropFile;
import org.postjames.pickup.SubmitParameters;
import org.postjames.queuefile.CorruptQueueFileException;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.RecordType;

/** {@code postdrop}: takes queue file records from standard input, checks them, and leaves a file in {@code maildrop}. // postdrop(1) */
public final class Postdrop {
    private static final int STATUS_BAD = 1;
    private static final String CONTENT = "XLN";

    private final CommandMessages messages;
    private final PostfixConfig config;
    private final LocalUser user;
    private final PrintStream out;
    private boolean sender;
    private boolean recipient;
    private byte[] data = {};

    private Postdrop(CommandMessages messages, PostfixConfig config, LocalUser user, PrintStream out) {
        this.messages = messages;
        this.config = config;
        this.user = user;
        this.out = out;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
        Exit.with(run(args, new FileInputStream(FileDescriptor.in), out, err));
    }

    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        try {
            return open(args, out, err).drop(new BufferedInputStream(in));
        } catch (CommandFailure e) {
            err.print("postdrop: fatal: " + e.getMessage() + "\n");
            err.flush();
            return e.exitCode();
        }
    }

    private static Postdrop open(String[] args, PrintStream out, PrintStream err) throws CommandFailure {
        CommandMessages messages = new CommandMessages("postdrop", err);
        CommandLine line = new CommandLine("postdrop", args, "c:rv", err);
        String directory = Optional.ofNullable(System.getenv("MAIL_CONFIG")).orElse("/etc/postfix");
        for (int letter = line.next(); letter != CommandLine.END; letter = line.next()) {
            if (letter == 'c') {
                directory = line.value();
            } else if (letter == CommandLine.BAD) {
                throw new CommandFailure("usage: postdrop [-c config_dir] [-v]");
            }
        }
        try {
            PostfixConfig config = PostfixConfig.loadMainForCommand(Path.of(directory));
            LocalUser user =
                    LocalUser.current().orElseThrow(() -> new CommandFailure("no login name found for this user ID"));
            SubmitPermission.check(config, user);
            return new Postdrop(messages, config, user, out);
        } catch (ConfigurationException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(CommandMessages.reason(e));
        }
    }

    private int drop(InputStream in) throws CommandFailure {
        try (MaildropFile file = MaildropFile.create(QueueLayout.of(config), Instant.now())) {
            attribute("protocol", "postdrop_protocol");
            attribute("queue_id", file.id().text());
            endAttributes();
            if (!copy(in, file)) {
                return 0;
            }
            int status = sender && recipient ? 0 : STATUS_BAD;
            if (status == 0) {
                file.commit();
                Sendmail.poke(config);
            }
            attribute("status", Integer.toString(status));
            attribute("reason", "");
            endAttributes();
            return status;
        } catch (CorruptQueueFileException e) {
            throw new CommandFailure("uid=" + user.uid() + ": malformed input");
        } catch (IOException e) {
            throw new CommandFailure("error writing queue file: " + CommandMessages.reason(e));
        }
    }

    /** attr_print0(3): name and value, each with a NUL behind it. */
    private void attribute(String name, String value) {
        byte[] bytes = (name + "\0" + value + "\0").getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
    }

    private void endAttributes() {
        out.write(0);
        out.flush();
    }

    /** @return false if the input ends before the message does: the caller changed its mind */
    private boolean copy(InputStream in, MaildropFile file) throws IOException, CommandFailure {
        String[] expected = {RecordType.POST_ENVELOPE, CONTENT, RecordType.POST_EXTRACT};
        int segment = 0;
        while (true) {
            int type = in.read();
            if (type < 0) {
                return false;
            }
            int length = record(in);
            if (type != RecordType.TIME && expected[segment].indexOf(type) < 0) {
                throw new CommandFailure("uid=" + user.uid() + ": unexpected record type: " + type);
            }
            if (type == expected[segment].charAt(0)) {
                segment++;
            }
            sender |= type == RecordType.SENDER;
            recipient |= type == RecordType.RECIPIENT;
            if (type == RecordType.ATTRIBUTE
                    ? isAllowed(new String(data, 0, length, StandardCharsets.ISO_8859_1))
                    : type != RecordType.TIME) {
                file.records().record(type, data, 0, length);
            }
            if (type == RecordType.END) {
                return true;
            }
        }
    }

    private int record(InputStream in) throws IOException {
        int limit = config.get(SubmitParameters.LINE_LENGTH_LIMIT);
        int length = 0;
        int shift = 0;
        int b;
        do {
            b = in.read();
            if (b < 0 || shift > 21) {
                throw new CorruptQueueFileException("record length");
            }
            length |= (b & 0x7f) << shift;
            shift += 7;
        } while ((b & 0x80) != 0);
        if (length > limit) {
            throw new CorruptQueueFileException("record length " + length);
        }
        if (data.length < length) {
            data = new byte[limit];
        }
        if (in.readNBytes(data, 0, length) != length) {
            throw new CorruptQueueFileException("record data");
        }
        return length;
    }

    /** What a user may say about his message. */
    private boolean isAllowed(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            messages.warning(
                    "uid=" + user.uid() + ": ignoring malformed record: missing '=' after attribute name: " + text);
            return false;
        }
        String name = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        boolean allowed =
                switch (name) {
                    case QueueAttributes.ENCODING -> value.isEmpty() || value.equals("7bit") || value.equals("8bit");
                    case QueueAttributes.REWRITE_CONTEXT ->
                        value.equals(QueueAttributes.LOCAL) || value.equals(QueueAttributes.REMOTE);
                    case QueueAttributes.DSN_ENVID,
                            QueueAttributes.DSN_NOTIFY,
                            QueueAttributes.DSN_ORCPT,
                            QueueAttributes.DSN_RET,
                            QueueAttributes.CREATE_TIME,
                            QueueAttributes.TRACE_FLAGS -> true;
                    default -> false;
                };
        if (!allowed) {
            messages.warning("uid=" + user.uid() + ": ignoring attribute record: " + name + "=" + value);
        }
        return allowed;
    }
}
