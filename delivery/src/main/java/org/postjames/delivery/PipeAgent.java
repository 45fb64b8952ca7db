package org.postjames.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueuedContent;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.table.TableUnavailableException;

/** Gives mail to the command of one pipe service in master.cf. // pipe(8) */
public final class PipeAgent {
    /** How a message of Postfix's child process begins that cannot run the command. */
    private static final String PREFIX = "pipe: fatal: ";

    private static final String CONFIGURATION = "mail system configuration error";

    private final PostfixConfig config;
    private final MasterService service;
    private final UserDatabase users;
    private final UserRights rights;
    private final CommandProcess process;
    private final StatusFilter filter;
    private final MailLog log;
    private final String program;
    private final Clock clock;

    /** @param config as the service sees it @param program the log's name for it */
    PipeAgent(
            PostfixConfig config,
            MasterService service,
            UserDatabase users,
            UserRights rights,
            StatusFilter filter,
            MailLog log,
            String program,
            Clock clock) {
        this.config = config;
        this.service = service;
        this.users = users;
        this.rights = rights;
        this.process = new CommandProcess(config, rights);
        this.filter = filter;
        this.log = log;
        this.program = program;
        this.clock = clock;
    }

    public List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
        try {
            return filter.apply(deliver(request, PipeAttributes.of(service, config, users)));
        } catch (PipeAttributes.BrokenException e) {
            fatal(String.valueOf(e.getMessage()));
            return all(request, "4.3.0", "mail transport unavailable");
        } catch (TableUnavailableException e) {
            log.warning(program, String.valueOf(e.getMessage()));
            return all(request, "4.3.0", "mail transport unavailable");
        } catch (IOException e) {
            return all(request, "4.3.0", "queue file read error");
        }
    }

    private List<RecipientStatus> deliver(DeliveryRequest request, PipeAttributes attributes)
            throws IOException, InterruptedException {
        List<Recipient> recipients = request.recipients();
        for (char flag : new char[] {'D', 'O'}) {
            if (attributes.has(flag) && recipients.size() > 1) {
                log.warning(
                        program,
                        "pipe flag `" + flag + "' requires " + service.name() + "_destination_recipient_limit = 1");
                return all(request, "4.3.5", CONFIGURATION);
            }
        }
        if (attributes.sizeLimit() > 0 && request.content().size() > attributes.sizeLimit()) {
            return all(request, "5.2.3", "message too large");
        }
        if (request.traceOnly()) {
            return sent(request, "delivers to command: " + attributes.argv().getFirst(), "relayed");
        }
        if (attributes.has('D')) {
            Address address = recipients.getFirst().address();
            if (DeliveredHeaders.read(request.content())
                    .contains(address.toString().toLowerCase(Locale.ROOT))) {
                return all(request, "5.4.6", "mail forwarding loop for " + address);
            }
        }
        Optional<List<String>> words = new PipeCommandLine(
                        attributes, request, config.get(GlobalParameters.RECIPIENT_DELIMITER), this::warn)
                .words();
        if (words.isEmpty()) {
            return all(request, "4.3.5", CONFIGURATION);
        }
        if (!rights.covers(attributes.uid())) {
            return all(request, "4.3.5", String.valueOf(new NotPrivilegedException(attributes.uid()).getMessage()));
        }
        return run(request, attributes, words.get());
    }

    private void warn(String text) {
        boolean macro = text.startsWith("service ");
        log.warning(program, macro ? "file " + config.directory() + "/master.cf: " + text : text);
    }

    private List<RecipientStatus> run(DeliveryRequest request, PipeAttributes attributes, List<String> words)
            throws InterruptedException {
        String name = words.getFirst();
        String done = "delivered via " + service.name() + " service";
        String action = attributes.has('X') ? "delivered" : "relayed";
        if (!rights.mayRun(String.join(" ", words))) {
            return sent(request, done, action);
        }
        CommandProcess.Launch launch = new CommandProcess.Launch(
                PREFIX + "pipe_command: execvp ",
                words,
                attributes.uid(),
                attributes.gid(),
                Map.of(),
                attributes.directory(),
                attributes.root(),
                attributes.timeLimit());
        Optional<String> closed = closedDirectory(attributes);
        if (closed.isPresent()) {
            fatal(closed.get());
            return statuses(request, "4.3.0", "temporary failure", "x-unix; temporary failure");
        }
        CommandProcess.refusal(launch).ifPresent(text -> fatal(text.substring(PREFIX.length())));
        CommandProcess.Outcome outcome = process.run(launch, content(request, attributes));
        CommandVerdict verdict = CommandVerdict.of(outcome, name);
        if (verdict.delivered()) {
            String said = outcome.output().stripTrailing();
            return sent(
                    request,
                    said.isEmpty() ? done : done + " (" + said.substring(0, Math.min(100, said.length())) + ")",
                    action);
        }
        if (verdict.timedOut()) {
            log.warning(program, "pipe_command_read: read time limit exceeded");
        }
        return statuses(request, verdict.dsn(), verdict.reason(), "x-unix; " + verdict.said());
    }

    /** Why the command's user cannot enter {@code directory=}: what Postfix's child process logs. */
    private Optional<String> closedDirectory(PipeAttributes attributes) throws InterruptedException {
        String directory = attributes.directory();
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        String problem;
        try {
            Path inside = Path.of(directory, "."); // which only those may see who may enter
            rights.call(
                    attributes.uid(), attributes.gid(), () -> Files.readAttributes(inside, BasicFileAttributes.class));
            return Optional.empty();
        } catch (NoSuchFileException e) {
            problem = "No such file or directory";
        } catch (IOException e) {
            problem = e instanceof AccessDeniedException ? "Permission denied" : "Not a directory";
        } catch (NotPrivilegedException e) {
            problem = String.valueOf(e.getMessage());
        }
        return Optional.of("cannot change directory to \"" + directory + "\" for uid=" + attributes.uid() + " gid="
                + attributes.gid() + ": " + problem);
    }

    private void fatal(String text) {
        log.log(program, Diagnostic.Severity.FATAL, text);
    }

    private QueuedContent.Source content(DeliveryRequest request, PipeAttributes attributes) {
        Recipient first = request.recipients().getFirst();
        Address sender = request.sender().isNull() ? Address.of(attributes.nullSender()) : request.sender();
        DeliveryHeaders headers = new DeliveryHeaders();
        if (attributes.has('F')) {
            headers.from(sender, clock.instant());
        }
        if (attributes.has('R')) {
            headers.returnPath(sender);
        }
        if (attributes.has('O')) {
            headers.originalTo(first.original(), true);
        }
        if (attributes.has('D')) {
            headers.deliveredTo(first.address());
        }
        byte[] prefix = new String(headers.bytes(), StandardCharsets.ISO_8859_1)
                .replace("\n", attributes.eol())
                .getBytes(StandardCharsets.ISO_8859_1);
        return in -> {
            in.write(prefix);
            PipedLines lines = new PipedLines(in, attributes);
            request.content().copyTo(lines);
            lines.finish(attributes.has('B'));
        };
    }

    private List<RecipientStatus> all(DeliveryRequest request, String dsn, String reason) {
        return statuses(request, dsn, reason, "");
    }

    private List<RecipientStatus> statuses(DeliveryRequest request, String dsn, String reason, String diagnostic) {
        Outcome outcome = dsn.startsWith("4") ? Outcome.DEFERRED : Outcome.BOUNCED;
        return request.recipients().stream()
                .map(r -> status(r, outcome, dsn, reason, diagnostic, ""))
                .toList();
    }

    private List<RecipientStatus> sent(DeliveryRequest request, String reason, String action) {
        return request.recipients().stream()
                .map(r -> status(r, Outcome.SENT, "2.0.0", reason, "", action))
                .toList();
    }

    private RecipientStatus status(
            Recipient recipient, Outcome outcome, String dsn, String reason, String diagnostic, String action) {
        return new RecipientStatus(
                recipient, outcome, dsn, reason, service.name(), "", diagnostic, action, Duration.ZERO, 1);
    }
}
