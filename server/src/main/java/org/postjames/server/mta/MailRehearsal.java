package org.postjames.server.mta;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postjames.access.ClientFacts;
import org.postjames.access.ClientFacts.NameStatus;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.BeforeQueueFilter;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.ConfiguredAddresses;
import org.postjames.config.ConfigurationException;
import org.postjames.config.MasterService;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlReply;
import org.postjames.delivery.RehearsedRights;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;
import org.postjames.dns.DnsResolver;
import org.postjames.explain.Destination;
import org.postjames.explain.Explanation;
import org.postjames.explain.ExplanationRecorder;
import org.postjames.explain.Question;
import org.postjames.explain.Step;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueueRehearsal;
import org.postjames.queue.RecipientResolver.Route;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.rewrite.AddressResolver;
import org.postjames.rewrite.Resolved;
import org.postjames.server.mailet.AdminMailets;
import org.postjames.server.mailet.MailetAgent;
import org.postjames.smtp.server.Routing;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.SmtpServer;
import org.postjames.smtp.server.SmtpdDependencies;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * The mail transfer agent of one configuration snapshot, playing messages: the same SMTP server, cleanup, resolver and delivery agents as in
 * {@link MailTransfer}, over a queue of its own, and with agents that write nothing. Other hosts are not asked for; the administrator's mailets do not run.
 */
public final class MailRehearsal implements AutoCloseable {
    private static final Parameter<Boolean> SMTPD_SASL_AUTH_ENABLE = Parameter.bool("smtpd_sasl_auth_enable");
    /** Agents that talk to nobody; what the others would say is not known here. */
    private static final Set<String> PLAYED = Set.of("local", "virtual", "error", "discard");

    private static final int MOST_MESSAGES = 1000;

    private final PostfixConfig config;
    private final ExplanationRecorder recorder = new ExplanationRecorder();
    private final Tables tables;
    private final RehearsedQueue queue;
    private final RehearsedRights rights = new RehearsedRights();
    private final Agents agents;
    private final MailetAgent mailets;
    private final QueueRehearsal qmgr;
    private final AddressResolver resolver;
    private final SmtpdDependencies dependencies;
    private final Map<String, SmtpServer> servers = new HashMap<>();
    private final Map<String, String> classes = new HashMap<>();

    /** @throws IOException if there is no room for temporary files */
    public MailRehearsal(PostfixConfig config, DnsResolver dns, Clock clock) throws IOException {
        this.config = config;
        this.tables = Tables.observed(config, recorder, recorder);
        this.queue = new RehearsedQueue(clock);
        this.resolver = new AddressResolver(config, tables);
        Cleanup cleanup = new Cleanup(
                config,
                new ExplainedMapping(new ConfiguredAddresses(config, tables, recorder), recorder),
                queue,
                recorder,
                clock,
                BeforeQueueFilter.NONE);
        Agents.Parts parts =
                new Agents.Parts(config, tables, cleanup, (message, dsn, reason) -> true, MaildirEvents.NONE, dns);
        this.agents = new Agents(parts, rights, recorder, clock);
        this.mailets = new MailetAgent(agents.mailets(), AdminMailets.NONE, recorder);
        this.qmgr = new QueueRehearsal(config, this::route, this::deliver);
        this.dependencies = new SmtpdDependencies(
                cleanup,
                tables,
                Routing.of(config, tables, recorder),
                dns,
                new EverybodyHasLoggedIn(),
                recorder,
                clock,
                site -> ControlReply.OK);
    }

    private static final class EverybodyHasLoggedIn implements SaslAuthenticator {
        @Override
        public boolean isRehearsal() {
            return true;
        }

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<String> plain(String authcid, String password) {
            return Optional.empty();
        }
    }

    /** @throws ConfigurationException if no smtpd service could take the message */
    public Explanation explain(Question question) throws ConfigurationException, IOException, InterruptedException {
        MasterService service = service(!question.saslUser().isEmpty());
        SmtpServer server = servers.get(service.name());
        if (server == null) {
            server = SmtpServer.of(config, service, dependencies);
            servers.put(service.name(), server);
        }
        recorder.reset();
        boolean named = !question.clientName().equals("unknown");
        NameStatus status = named ? NameStatus.OK : NameStatus.PERMANENT;
        ClientFacts client =
                new ClientFacts(question.clientName(), question.clientName(), question.clientAddress(), status, status);
        ExplainedSession session = new ExplainedSession(question, recorder);
        server.rehearse(client, question.saslUser(), session);
        List<Destination> destinations = List.of();
        if (session.refusal().isEmpty()) {
            destinations = destinations();
        } else {
            forgetNotices();
        }
        List<Step> steps = recorder.steps();
        return new Explanation(question, service.name(), session.refusal(), steps, destinations);
    }

    /** The service on port 25, or for a user the first that lets users log in. */
    private MasterService service(boolean forUser) throws ConfigurationException {
        for (MasterService service : config.services()) {
            if (service.type().equals("inet")
                    && service.command().equals("smtpd")
                    && (!forUser || config.forService(service).get(SMTPD_SASL_AUTH_ENABLE))) {
                return service;
            }
        }
        String missing = forUser ? "no smtpd service with smtpd_sasl_auth_enable" : "no smtpd service";
        throw new ConfigurationException(
                List.of(Diagnostic.fatal(new Origin(config.directory() + "/master.cf", 0), missing)));
    }

    /** The postmaster is told of some refusals: mail of its own, which is not asked about. */
    private void forgetNotices() throws IOException {
        for (RehearsedQueue.Message notice = queue.poll(); notice != null; notice = queue.poll()) {
            Files.delete(notice.path());
        }
    }

    private List<Destination> destinations() throws IOException, InterruptedException {
        List<Destination> destinations = new ArrayList<>();
        int count = 0;
        for (RehearsedQueue.Message message = queue.poll(); message != null; message = queue.poll()) {
            if (++count > MOST_MESSAGES) {
                throw new IOException("mail is forwarded more than " + MOST_MESSAGES + " times");
            }
            for (QueueRehearsal.Attempt attempt : qmgr.play(message.id(), message.path())) {
                add(attempt, destinations);
            }
            Files.delete(message.path());
        }
        return destinations;
    }

    private void add(QueueRehearsal.Attempt attempt, List<Destination> destinations) {
        String addressClass =
                classes.getOrDefault(attempt.recipients().getFirst().address().toString(), "");
        for (RecipientStatus status : attempt.statuses()) {
            boolean sent = status.outcome() == Outcome.SENT;
            if (sent && status.reason().startsWith("forwarded as ")) {
                continue; // the new message follows
            }
            String place = sent && status.reason().startsWith("delivered to ")
                    ? rights.nextPlace().orElse("")
                    : "";
            destinations.add(new Destination(
                    AddressSyntax.quote822(status.recipient().address()),
                    addressClass,
                    attempt.transport(),
                    attempt.nexthop(),
                    status.outcome().name().toLowerCase(Locale.ROOT),
                    status.dsn(),
                    status.reason(),
                    place));
        }
    }

    private Route route(Address sender, Address recipient) throws TableUnavailableException {
        ExplanationRecorder.OpenStep step = recorder.begin("qmgr", "route " + AddressSyntax.quote822(recipient));
        Resolved resolved = resolver.resolve(sender, recipient);
        String addressClass = resolved.addressClass().name().toLowerCase(Locale.ROOT);
        classes.put(resolved.recipient().toString(), addressClass);
        String moved =
                resolved.recipient().equals(recipient) ? "" : AddressSyntax.quote822(resolved.recipient()) + ", ";
        step.result(moved + "address class " + addressClass + ", transport " + resolved.transport() + ", nexthop "
                + resolved.nexthop());
        return QmgrRouting.route(resolved);
    }

    private List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
        String command = config.services().stream()
                .filter(service ->
                        service.type().equals("unix") && service.name().equals(request.transport()))
                .map(MasterService::command)
                .findFirst()
                .orElse("");
        List<String> names = request.recipients().stream()
                .map(recipient -> AddressSyntax.quote822(recipient.address()))
                .toList();
        ExplanationRecorder.OpenStep step = recorder.begin(request.transport(), "deliver " + String.join(", ", names));
        List<RecipientStatus> statuses;
        if (PLAYED.contains(command) || !agents.mailets().containsKey(request.transport())) {
            statuses = mailets.deliver(request);
        } else {
            statuses = request.recipients().stream()
                    .map(recipient -> RecipientStatus.of(
                            recipient, Outcome.SENT, request.nexthop(), "2.0.0", "to " + request.nexthop()))
                    .toList();
        }
        step.result(String.join(
                "; ",
                statuses.stream()
                        .map(s -> AddressSyntax.quote822(s.recipient().address()) + " "
                                + s.outcome().name().toLowerCase(Locale.ROOT) + " ("
                                + s.reason().replaceFirst("^forwarded as .*", "forwarded") + ")")
                        .toList()));
        return statuses;
    }

    @Override
    public void close() {
        servers.values().forEach(SmtpServer::close);
        agents.close();
        tables.close();
        queue.close();
    }
}
