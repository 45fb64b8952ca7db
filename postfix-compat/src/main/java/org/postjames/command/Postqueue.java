package org.postjames.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.postjames.config.CompatibilityLevel;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlClient;
import org.postjames.control.ControlReply;
import org.postjames.control.ControlSocket;
import org.postjames.control.QueueListing;
import org.postjames.control.ServerDownException;
import org.postjames.control.UserRequests;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;
import org.postjames.table.DomainList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** {@code postqueue}: shows the queue, or has it tried again. // postqueue(1) */
public final class Postqueue {
    static final Parameter<String> EMPTY_ADDRESS_RECIPIENT = Parameter.text("empty_address_recipient");

    static final Parameter<String> FAST_FLUSH_DOMAINS = Parameter.text("fast_flush_domains");

    private static final String USAGE =
            "usage: postqueue -f | postqueue -i queueid | postqueue -j | postqueue -p | postqueue -s site";
    private static final String DOWN = "Cannot flush mail queue - mail system is down";
    /** What every failure ends with, whatever the source text of Postfix says: its cleanup hook replaces the code. */
    private static final int UNAVAILABLE = 69;

    private final PostfixConfig config;
    private final PrintStream out;
    private final PrintStream err;

    private Postqueue(PostfixConfig config, PrintStream out, PrintStream err) {
        this.config = config;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        Exit.with(run(args, System.in, System.out, System.err));
    }

    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        try {
            execute(args, out, err);
            return 0;
        } catch (CommandFailure e) {
            err.println("postqueue: fatal: " + e.getMessage());
            return UNAVAILABLE;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static void execute(String[] args, PrintStream out, PrintStream err) throws CommandFailure {
        char mode = 0;
        String argument = "";
        String directory = "";
        CommandLine line = new CommandLine("postqueue", args, "c:fi:jps:v", err);
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            switch (option) {
                case 'c' -> directory = line.value();
                case 'v' -> {
                    // Accepted as by Postfix; there is nothing more to tell.
                }
                case CommandLine.BAD -> throw new CommandFailure(USAGE);
                default -> {
                    if (mode != 0) {
                        throw new CommandFailure(USAGE);
                    }
                    mode = (char) option;
                    argument = line.value();
                }
            }
        }
        if (!line.rest().isEmpty()) {
            throw new CommandFailure(USAGE);
        }
        PostfixConfig config = QueueCommand.config(directory);
        Path queue = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY));
        if (!Files.isDirectory(queue)) {
            throw new CommandFailure("chdir " + queue + ": No such file or directory");
        }
        new Postqueue(config, out, err).run(mode, argument);
    }

    private void run(char mode, String argument) throws CommandFailure {
        switch (mode) {
            case 'p', 'j' -> mustBeAllowed(ControlSocket.SHOWQ, "view the mail queue");
            case 'f', 's', 'i' -> mustBeAllowed(ControlSocket.FLUSH, "flush the mail queue");
            default -> throw new CommandFailure(USAGE);
        }
        switch (mode) {
            case 'p', 'j' -> show(mode == 'j');
            case 'f' -> flush();
            case 's' -> flushSite(argument);
            case 'i' -> flushId(argument);
            default -> throw new CommandFailure(USAGE);
        }
    }

    /** root may; of the others those whom authorized_mailq_users or authorized_flush_users has. */
    private void mustBeAllowed(String request, String what) throws CommandFailure {
        try (Tables tables = Tables.of(config, text -> err.println("postqueue: warning: " + text), true)) {
            LocalUser user = LocalUser.current();
            if (user.uid() != 0 && !new UserRequests(config, tables).admits(user.name(), request)) {
                throw new CommandFailure("User " + user.name() + "(" + user.uid() + ") is not allowed to " + what);
            }
        } catch (IOException e) {
            throw new CommandFailure(CommandMessages.reason(e));
        }
    }

    private void show(boolean json) throws CommandFailure {
        QueueFormat format =
                new QueueFormat(out, config.get(GlobalParameters.ENABLE_LONG_QUEUE_IDS), ZoneId.systemDefault());
        QueueJson lines = new QueueJson(out);
        QueueListing.Visitor visitor = e -> {
            if (json) {
                lines.message(e);
            } else {
                format.message(e);
            }
        };
        try (ControlClient.Answer answer = new ControlClient(config).ask(ControlSocket.SHOWQ, "")) {
            if (answer.reply().status() != ControlReply.Status.OK) {
                throw new CommandFailure("malformed showq server response");
            }
            QueueListing.receive(answer.data(), visitor);
        } catch (ServerDownException e) {
            showDirectly(e, visitor);
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
        if (!json) {
            format.end();
        }
    }

    private void showDirectly(ServerDownException down, QueueListing.Visitor visitor) throws CommandFailure {
        String mailName = config.get(GlobalParameters.MAIL_NAME);
        String connect = "onnect to the " + mailName + " showq service: " + down.getMessage();
        if (down.permissionDenied()) {
            throw new CommandFailure("C" + connect);
        }
        QueueLayout layout = QueueLayout.of(config);
        // Postfix differs: not only root but whoever may read the queue sees it, because we also run without root.
        if (!Files.isReadable(layout.queue(QueueLayout.ACTIVE))) {
            throw new CommandFailure("Queue report unavailable - mail system is down (C" + connect + ")");
        }
        err.println("postqueue: warning: Mail system is down -- accessing queue directly (C" + connect + ")");
        try {
            new QueueListing(layout, config.get(EMPTY_ADDRESS_RECIPIENT)).list(visitor);
        } catch (IOException e) {
            throw new CommandFailure("scan_dir_push: open directory " + e.getMessage());
        }
    }

    private void flush() throws CommandFailure {
        if (request(ControlSocket.FLUSH, "").isEmpty()
                || request(ControlSocket.PICKUP, "").isEmpty()) {
            throw new CommandFailure(DOWN);
        }
    }

    private void flushSite(String site) throws CommandFailure {
        if (!isDestination(site)) {
            throw new CommandFailure("Cannot flush mail queue - invalid destination: \"" + shortened(site) + "\"");
        }
        if (!isFlushable(site)) {
            throw new CommandFailure("Flush service is not configured for destination \"" + site + "\"");
        }
        if (CompatibilityLevel.of(config)
                .keepsOldDefault("2", GlobalParameters.RELAY_DOMAINS.name(), FAST_FLUSH_DOMAINS.name())) {
            // the server has it in the log
            err.println(
                    "postqueue: using backwards-compatible default setting relay_domains=$mydestination to flush mail"
                            + " for domain \"" + site + "\"");
        }
        answer(ControlSocket.FLUSH_SITE, site);
    }

    /** The client decides this itself, before it asks the server. // flush_clnt.c */
    private boolean isFlushable(String site) throws CommandFailure {
        try (Tables tables = Tables.of(config, text -> err.println("postqueue: warning: " + text), true)) {
            String domains = config.get(FAST_FLUSH_DOMAINS);
            return new DomainList(FAST_FLUSH_DOMAINS.name(), domains, config, tables).matches(site);
        } catch (TableUnavailableException e) {
            throw new CommandFailure(DOWN);
        }
    }

    private void flushId(String id) throws CommandFailure {
        if (!QueueIdFormat.isValid(id)) {
            throw new CommandFailure("Cannot flush queue ID - invalid name: \"" + shortened(id) + "\"");
        }
        answer(ControlSocket.FLUSH_ID, id);
    }

    private void answer(String request, String argument) throws CommandFailure {
        Optional<ControlReply> reply = request(request, argument);
        if (reply.isEmpty()) {
            throw new CommandFailure(DOWN);
        }
        switch (reply.get().status()) {
            case OK -> {}
            case BAD -> throw new CommandFailure("Invalid request: \"" + argument + "\"");
            case DENY ->
                throw new CommandFailure("Flush service is not configured for destination \"" + argument + "\"");
            case FAIL -> throw new CommandFailure(DOWN);
        }
    }

    /** Empty if the server cannot be reached. */
    private Optional<ControlReply> request(String request, String argument) {
        try {
            return Optional.of(new ControlClient(config).request(request, argument));
        } catch (IOException e) {
            if (!request.equals(ControlSocket.FLUSH) && !request.equals(ControlSocket.PICKUP)) {
                err.println("postqueue: warning: connect to public/flush: " + e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }

    /** A host or domain name, or an address in brackets. // valid_hostname(3), valid_mailhost_addr(3) */
    private static boolean isDestination(String site) {
        String name = site;
        boolean literal = site.startsWith("[");
        if (literal) {
            if (!site.endsWith("]") || site.length() < 3) {
                return false;
            }
            name = site.substring(1, site.length() - 1);
        }
        if (name.isEmpty()
                || name.length() > 255
                || name.startsWith(".")
                || name.startsWith("-")
                || name.endsWith("-")) {
            return false;
        }
        boolean letterSeen = literal;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean dot = c == '.';
            if (!(Character.isLetterOrDigit(c) || dot || c == '-' || c == '_' || literal && c == ':')) {
                return false;
            }
            if (dot && (i + 1 == name.length() || name.charAt(i + 1) == '.')) {
                return false;
            }
            letterSeen |= !dot && !Character.isDigit(c);
        }
        return letterSeen;
    }
}
