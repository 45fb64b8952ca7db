package org.postjames.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.pickup.SubmitParameters;

/** {@code sendmail}: local programs hand their mail to it. The mail waits in {@code maildrop} until a server takes it. // sendmail(1) */
public final class Sendmail {
    private final CommandMessages messages;
    private final PrintStream out;
    private final PrintStream err;
    private @Nullable PostfixConfig loaded;

    private Sendmail(String program, PrintStream out, PrintStream err) {
        this.messages = new CommandMessages(program, err);
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
        Exit.with(run(args, new FileInputStream(FileDescriptor.in), out, err));
    }

    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        String path = System.getProperty("postjames.command", "sendmail");
        String program = path.substring(path.lastIndexOf('/') + 1);
        Sendmail command = new Sendmail(program, out, err);
        try {
            return command.run(program, args, in);
        } catch (CommandFailure e) {
            command.configuration().ifPresent(command.messages::logTo);
            command.messages.fatal(String.valueOf(e.getMessage()));
            // sendmail.c tempfail(): whatever the reason, the caller shall try again
            return SendmailOptions.EX_TEMPFAIL;
        } finally {
            command.messages.close();
        }
    }

    private Optional<PostfixConfig> configuration() {
        try {
            return Optional.of(loaded == null ? PostfixConfig.loadMainForCommand(Path.of(defaultDirectory())) : loaded);
        } catch (ConfigurationException e) {
            return Optional.empty();
        }
    }

    private static String defaultDirectory() {
        return Optional.ofNullable(System.getenv("MAIL_CONFIG")).orElse("/etc/postfix");
    }

    private int run(String program, String[] args, InputStream in) throws CommandFailure {
        String asked = SendmailOptions.configDirectory(program, args, err);
        String directory = asked.isEmpty() ? defaultDirectory() : asked;
        PostfixConfig config;
        try {
            config = PostfixConfig.loadMainForCommand(Path.of(directory));
            loaded = config;
            messages.logTo(config);
        } catch (ConfigurationException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), SendmailOptions.EX_UNAVAILABLE);
        }
        String verpFilter = config.get(GlobalParameters.VERP_DELIMITER_FILTER);
        SendmailOptions options = SendmailOptions.parse(program, args, verpFilter, messages, err);
        options.check();
        return switch (options.mode()) {
            case NOTHING -> 0;
            case MAILQ -> queue(List.of("-c", directory, "-p"), in);
            case FLUSH -> queue(List.of("-c", directory, "-f"), in);
            case NEWALIASES -> aliases(options, config, directory);
            case DAEMON -> OtherCommand.run("postfix", List.of("-c", directory, "start"));
            case SMTP -> {
                user().mustBeAllowedToSubmit(config);
                yield StandAloneSession.run(config, in, out);
            }
            case ENQUEUE -> {
                if (!options.site().isEmpty()) {
                    yield queue(List.of("-c", directory, "-s", options.site()), in);
                }
                if (!options.queueId().isEmpty()) {
                    yield queue(List.of("-c", directory, "-i", options.queueId()), in);
                }
                yield enqueue(options, config, in);
            }
        };
    }

    private static LocalUser user() throws CommandFailure {
        try {
            return LocalUser.current();
        } catch (IOException e) {
            throw new CommandFailure(CommandMessages.reason(e), SendmailOptions.EX_OSERR);
        }
    }

    private int enqueue(SendmailOptions options, PostfixConfig config, InputStream in) throws CommandFailure {
        LocalUser user = user();
        // authorized_submit_users is checked where it can be enforced, in postdrop; here it only makes a better message
        user.mustBeAllowedToSubmit(config);
        if (options.sender() == null && !user.hasAccount()) {
            throw new CommandFailure("no login name found for user ID " + user.uid(), SendmailOptions.EX_OSERR);
        }
        if ("".equals(options.verpDelimiters())) {
            options.verpDelimiters(config.get(GlobalParameters.DEFAULT_VERP_DELIMITERS));
        }
        try (CommandMessages postdrop = new CommandMessages("postdrop", err)) {
            postdrop.logTo(config);
            SubmittedMessage message = new SubmittedMessage(config, options, user, messages, postdrop);
            submit(message, in);
            if (options.traceFlags() != 0) {
                out.print("Mail Delivery Status Report will be mailed to <" + message.sender() + ">.\n");
                out.flush();
            }
        }
        return 0;
    }

    private static void submit(SubmittedMessage message, InputStream in) throws CommandFailure {
        try {
            message.submit(in);
        } catch (IOException e) {
            throw new CommandFailure(
                    message.culprit() + ": error writing queue file: " + CommandMessages.reason(e),
                    SendmailOptions.EX_TEMPFAIL);
        }
    }

    private int aliases(SendmailOptions options, PostfixConfig config, String directory) throws CommandFailure {
        String map = options.aliasMap() != null ? options.aliasMap() : config.get(SubmitParameters.ALIAS_DATABASE);
        if (map.isEmpty()) {
            return 0;
        }
        List<String> args = new ArrayList<>(List.of("-c", directory, "--"));
        args.addAll(List.of(map.split("[, \t\n]+")));
        return OtherCommand.run("postalias", args);
    }

    private int queue(List<String> args, InputStream in) {
        return Postqueue.run(args.toArray(String[]::new), in, out, err);
    }
}
