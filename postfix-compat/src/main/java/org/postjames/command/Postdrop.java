package org.postjames.command;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.pickup.LoginSenders;
import org.postjames.pickup.MaildropFile;
import org.postjames.pickup.PostdropInput;
import org.postjames.pickup.SubmitParameters;
import org.postjames.queuefile.QueueLayout;
import org.postjames.table.Tables;

/** {@code postdrop}: takes queue file records from standard input, checks them, and leaves a file in {@code maildrop}. // postdrop(1) */
public final class Postdrop {
    private final CommandMessages messages;
    private final PostfixConfig config;
    private final LocalUser user;
    private final PrintStream out;

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
        try (CommandMessages messages = new CommandMessages("postdrop", err)) {
            try {
                return open(args, out, err, messages).drop(new BufferedInputStream(in));
            } catch (CommandFailure e) {
                messages.fatal(String.valueOf(e.getMessage()));
                return e.exitCode();
            }
        }
    }

    private static Postdrop open(String[] args, PrintStream out, PrintStream err, CommandMessages messages)
            throws CommandFailure {
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
            messages.logTo(config);
            LocalUser user = LocalUser.current();
            user.mustBeAllowedToSubmit(config);
            return new Postdrop(messages, config, user, out);
        } catch (ConfigurationException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(CommandMessages.reason(e));
        }
    }

    private int drop(InputStream in) throws CommandFailure {
        try (MaildropFile file = MaildropFile.create(QueueLayout.of(config), Instant.now())) {
            begin(file.id().text());
            int limit = config.get(SubmitParameters.LINE_LENGTH_LIMIT);
            int status;
            String reason;
            try (Tables tables = Tables.of(config, messages::warning, true)) {
                LoginSenders senders = new LoginSenders(config, tables, messages::warning, user.nameOrNumber());
                PostdropInput input = new PostdropInput(in, limit, user.uid(), senders, messages::warning);
                status = input.copy(file.records());
                reason = input.reason();
            }
            if (status < 0) {
                return 0;
            }
            if (status == 0) {
                file.commit();
                PickupTrigger.send(config, messages);
            }
            end(status, reason);
            return status;
        } catch (AccessDeniedException e) {
            return PrivilegedSubmission.post(config, in, messages, this::begin, this::end);
        } catch (PostdropInput.MalformedInputException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure("error writing queue file: " + CommandMessages.reason(e));
        }
    }

    private void begin(String queueId) {
        attribute("protocol", "postdrop_protocol");
        attribute("queue_id", queueId);
        endAttributes();
    }

    private void end(int status, String reason) {
        attribute("status", Integer.toString(status));
        attribute("reason", reason);
        endAttributes();
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
}
