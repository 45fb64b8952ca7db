package org.postjames.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.queue.Destination.Suspension;
import org.postjames.queue.RecipientResolver.Route;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.table.TableUnavailableException;

/** Resolves the recipients of a message and puts those together that can go in one delivery. // qmgr_message_resolve(), qmgr_message_assign() */
final class RecipientGrouping {
    /** Who says in the log that a recipient is not even tried: the retry service, which is an error(8) process. */
    static final String RETRY_PROGRAM = "error";

    private static final String QMGR_PROGRAM = "qmgr";

    private final RecipientResolver resolver;
    private final Scheduler scheduler;
    private final List<String> deferTransports;
    private final String doubleBounce;
    private final String delimiters;
    private final String myhostname;
    private final String defaultFilterNexthop;

    RecipientGrouping(PostfixConfig config, RecipientResolver resolver, Scheduler scheduler) {
        this.resolver = resolver;
        this.scheduler = scheduler;
        this.deferTransports = config.get(QmgrParameters.DEFER_TRANSPORTS);
        this.doubleBounce = config.get(GlobalParameters.DOUBLE_BOUNCE_SENDER);
        this.delimiters = config.get(GlobalParameters.RECIPIENT_DELIMITER);
        this.myhostname = config.get(GlobalParameters.MYHOSTNAME);
        this.defaultFilterNexthop = config.get(QmgrParameters.DEFAULT_FILTER_NEXTHOP);
    }

    /**
     * What to do with a message.
     *
     * @param jobs the deliveries
     * @param settled the outcomes of recipients that no agent gets, by the log's program name
     */
    record Plan(List<DeliveryJob> jobs, Map<String, List<RecipientStatus>> settled) {}

    private record Key(String transport, String destination) {}

    private record Placed(Recipient recipient, Route route, TransportQueue transport, String destination) {}

    /** Addresses without a domain come last. // qmgr_message_sort_compare() */
    private static final Comparator<Placed> ORDER = Comparator.comparing((Placed p) -> p.transport.name)
            .thenComparing(Placed::destination)
            .thenComparing(p -> !p.recipient.address().hasDomain())
            .thenComparing(p -> p.recipient.address().domain(), String.CASE_INSENSITIVE_ORDER)
            .thenComparing(p -> p.recipient.address().localPart());

    Plan plan(ActiveMessage message) {
        Map<Key, List<DeliveryJob>> jobs = new LinkedHashMap<>();
        Map<String, List<RecipientStatus>> settled = new LinkedHashMap<>();
        List<Recipient> recipients = message.envelope.recipients();
        if (!message.envelope.redirect().isEmpty() && !recipients.isEmpty()) {
            Recipient first = recipients.getFirst();
            Address target = Address.of(message.envelope.redirect());
            recipients = List.of(
                    new Recipient(target, first.original(), first.dsnOrcpt(), first.dsnNotify(), first.offset()));
        }
        List<Placed> placed = new ArrayList<>(recipients.size());
        for (Recipient r : recipients) {
            place(message, r, placed, settled);
        }
        placed.sort(ORDER);
        placed.forEach(p -> assign(message, p, jobs));
        List<DeliveryJob> all = new ArrayList<>(jobs.size());
        jobs.values().forEach(all::addAll);
        return new Plan(all, settled);
    }

    private void place(
            ActiveMessage message, Recipient r, List<Placed> placed, Map<String, List<RecipientStatus>> settled) {
        if (message.forceExpire) {
            defer(r, "4.7.0", "message is administratively expired", settled);
            return;
        }
        Route route;
        try {
            route = route(message.envelope, r.address());
        } catch (TableUnavailableException e) {
            defer(r, "4.3.0", "address resolver failure", settled);
            return;
        }
        if (message.excessProbe) {
            defer(r, "4.3.2", "Too many address verification requests", settled);
            return;
        }
        Recipient resolved = route.recipient().equals(r.address())
                ? r
                : new Recipient(route.recipient(), r.original(), r.dsnOrcpt(), r.dsnNotify(), r.offset());
        if (route.local() && route.recipient().localPart().equalsIgnoreCase(doubleBounce)) {
            RecipientStatus discarded = RecipientStatus.of(
                    resolved, Outcome.SENT, "none", "2.0.0", "undeliverable postmaster notification discarded");
            settled.computeIfAbsent(QMGR_PROGRAM, p -> new ArrayList<>()).add(discarded);
            return;
        }
        if (!message.flush && deferTransports.contains(route.transport())) {
            defer(resolved, "4.3.2", "deferred transport", settled);
            return;
        }
        TransportQueue transport = scheduler.transport(route.transport());
        String destination = destination(transport, route);
        @Nullable Suspension suspension = transport.suspension(destination, Instant.now());
        if (suspension != null) {
            defer(resolved, suspension.dsn(), suspension.reason(), settled);
            return;
        }
        placed.add(new Placed(resolved, route, transport, destination));
    }

    private Route route(QueuedMessage message, Address recipient) throws TableUnavailableException {
        if (recipient.isNull()) {
            return new Route("error", "5.1.3 null recipient address", recipient, false);
        }
        if (message.trace().addressProbe()) {
            return resolver.resolveProbe(message.sender(), recipient);
        }
        if (!message.filter().isEmpty() && message.redirect().isEmpty()) {
            int colon = message.filter().indexOf(':');
            String transport = colon < 0 ? message.filter() : message.filter().substring(0, colon);
            String nexthop = colon < 0 ? "" : message.filter().substring(colon + 1);
            if (nexthop.isEmpty()) {
                nexthop = defaultFilterNexthop;
            }
            String fallback = recipient.hasDomain() ? recipient.domain() : myhostname;
            return new Route(transport, nexthop.isEmpty() ? fallback : nexthop, recipient, false);
        }
        return resolver.resolve(message.sender(), recipient);
    }

    /** With one recipient per delivery, each mailbox is a destination of its own, so that one does not hold up the others. */
    private String destination(TransportQueue transport, Route route) {
        String name = route.nexthop();
        if (transport.limits.recipientLimit() == 1
                && !transport.name.equals("error")
                && !transport.name.equals("retry")) {
            String local = route.recipient().localPart();
            for (int i = 1; i < local.length(); i++) {
                if (delimiters.indexOf(local.charAt(i)) >= 0) {
                    local = local.substring(0, i);
                }
            }
            name = local + "@" + name;
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static void assign(ActiveMessage message, Placed placed, Map<Key, List<DeliveryJob>> jobs) {
        TransportQueue transport = placed.transport;
        String destination = placed.destination;
        List<DeliveryJob> same = jobs.computeIfAbsent(new Key(transport.name, destination), k -> new ArrayList<>(1));
        int limit = message.envelope.verp().isPresent() ? 1 : transport.limits.recipientLimit();
        if (same.isEmpty() || limit > 0 && same.getLast().recipients().size() >= limit) {
            String nexthop = placed.route.nexthop();
            same.add(new DeliveryJob(message, transport.name, nexthop, destination, new ArrayList<>(1)));
        }
        same.getLast().recipients().add(placed.recipient);
    }

    private static void defer(Recipient r, String dsn, String reason, Map<String, List<RecipientStatus>> settled) {
        settled.computeIfAbsent(RETRY_PROGRAM, p -> new ArrayList<>())
                .add(RecipientStatus.of(r, Outcome.DEFERRED, "none", dsn, reason));
    }
}
