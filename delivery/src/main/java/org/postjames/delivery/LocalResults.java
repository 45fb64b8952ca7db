package org.postjames.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.esmtp.DsnNotify;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/** What one recipient's expansion has come to so far. // been_here.c, forward.c */
final class LocalResults {
    private record ForwardKey(Address delivered, Address sender) {}

    private final List<RecipientStatus> statuses = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<ForwardKey, List<Recipient>> forwards = new LinkedHashMap<>();
    private final String service;
    private final StatusFilter filter;
    private boolean deferred;

    /** @param service the name in master.cf, which the log shows as {@code relay} */
    LocalResults(String service, StatusFilter filter) {
        this.service = service;
        this.filter = filter;
    }

    /** Whether this is the second time; remembers it. */
    boolean beenHere(String what) {
        return !seen.add(what);
    }

    boolean wasHere(String what) {
        return seen.contains(what);
    }

    void add(LocalState state, Outcome outcome, String dsn, String reason) {
        add(RecipientStatus.of(state.recipient, outcome, service, dsn, reason));
    }

    private void add(RecipientStatus said) {
        RecipientStatus status = filter.apply(said);
        deferred |= status.outcome() == Outcome.DEFERRED;
        statuses.add(status);
    }

    void sent(LocalState state, String reason) {
        add(state, Outcome.SENT, "2.0.0", reason);
    }

    /** @param action {@code expanded}, or {@code delivered} if the alias has an owner, who is told from now on */
    void expanded(Recipient alias, String action) {
        statuses.add(RecipientStatus.expanded(alias, service, action));
    }

    void bounce(LocalState state, String dsn, String reason) {
        add(state, Outcome.BOUNCED, dsn, reason);
    }

    void defer(LocalState state, String dsn, String reason) {
        add(state, Outcome.DEFERRED, dsn, reason);
    }

    /**
     * What a command's end means, with the command's own words for the delivery report. // dsb_unix()
     *
     * @param said what the command wrote, or what its exit status means
     */
    void command(LocalState state, String dsn, String said, String reason) {
        Outcome outcome = dsn.startsWith("4") ? Outcome.DEFERRED : Outcome.BOUNCED;
        add(new RecipientStatus(
                state.recipient, outcome, dsn, reason, service, "", "x-unix; " + said, "", Duration.ZERO, 1));
    }

    /** What another agent says about the recipient. */
    void passed(List<RecipientStatus> said) {
        deferred |= said.stream().anyMatch(status -> status.outcome() == Outcome.DEFERRED);
        statuses.addAll(said);
    }

    /** A failure whose class decides. */
    void fail(LocalState state, String dsn, String reason) {
        add(state, dsn.startsWith("4") ? Outcome.DEFERRED : Outcome.BOUNCED, dsn, reason);
    }

    void forward(LocalState state) {
        forwards.computeIfAbsent(new ForwardKey(state.delivered, state.sender), key -> new ArrayList<>())
                .add(state.recipient);
    }

    /** As a new message, whose name is given. The alias or {@code .forward} file has reported success already. // forward_send() */
    void forwarded(Recipient recipient, String queueId) {
        Recipient told = recipient.notifying(DsnNotify.withoutSuccess(recipient.dsnNotify()));
        add(new RecipientStatus(
                told, Outcome.SENT, "2.0.0", "forwarded as " + queueId, service, "", "", "relayed", Duration.ZERO, 1));
    }

    /** How many destinations have not got the mail, so far. */
    long failures() {
        return statuses.stream()
                .filter(status -> status.outcome() != Outcome.SENT)
                .count();
    }

    boolean isDeferred() {
        return deferred;
    }

    @FunctionalInterface
    interface ForwardVisitor {
        void visit(Address delivered, Address sender, List<Recipient> to);
    }

    void eachForward(ForwardVisitor visitor) {
        forwards.forEach((key, to) -> visitor.visit(key.delivered(), key.sender(), List.copyOf(to)));
    }

    List<RecipientStatus> statuses() {
        return List.copyOf(statuses);
    }
}
