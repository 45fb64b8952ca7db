package org.postjames.delivery;

import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.table.TableUnavailableException;

/**
 * What stands between an address and its mailbox: {@code mailbox_transport} and {@code fallback_transport} pass it to another agent, {@code mailbox_command}
 * gives it to a command. The tables are asked first, by the user's name without extension. // mailbox.c, unknown.c
 */
final class LocalTransports {
    private final PostfixConfig config;
    private final Maps maps;
    private final PassedDelivery passing;
    private final MailLog log;

    /** {@code mailbox_transport_maps}, {@code fallback_transport_maps} and {@code mailbox_command_maps}. */
    record Maps(AddressLookup transports, AddressLookup fallbacks, AddressLookup commands) {}

    /** A table that is asked for a user's name. */
    @FunctionalInterface
    interface AddressLookup {
        Optional<String> find(String user) throws TableUnavailableException;
    }

    LocalTransports(PostfixConfig config, Maps maps, PassedDelivery passing, MailLog log) {
        this.config = config;
        this.maps = maps;
        this.passing = passing;
        this.log = log;
    }

    /** @return whether the mail has gone to {@code mailbox_transport}, or waits for a table that could name another */
    boolean insteadOfMailbox(DeliveryRequest request, LocalState state, LocalResults results)
            throws InterruptedException {
        return passed(request, state, results, maps.transports(), config.get(DeliveryParameters.MAILBOX_TRANSPORT));
    }

    /** @return whether the mail of somebody who is not known here has gone to {@code fallback_transport} */
    boolean forUnknown(DeliveryRequest request, LocalState state, LocalResults results) throws InterruptedException {
        return passed(request, state, results, maps.fallbacks(), config.get(DeliveryParameters.FALLBACK_TRANSPORT));
    }

    private boolean passed(
            DeliveryRequest request, LocalState state, LocalResults results, AddressLookup table, String otherwise)
            throws InterruptedException {
        String service;
        try {
            service = table.find(state.user).orElse(otherwise);
        } catch (TableUnavailableException e) {
            unavailable(state, results, e);
            return true;
        }
        if (service.isEmpty()) {
            return false;
        }
        results.passed(passing.pass(request, state.recipient, service));
        return true;
    }

    /** The command that the mail of this user goes to: empty text for none, nothing if it has to wait for a table. */
    Optional<String> command(LocalState state, LocalResults results) {
        try {
            return Optional.of(
                    maps.commands().find(state.user).orElseGet(() -> config.get(DeliveryParameters.MAILBOX_COMMAND)));
        } catch (TableUnavailableException e) {
            unavailable(state, results, e);
            return Optional.empty();
        }
    }

    private void unavailable(LocalState state, LocalResults results, TableUnavailableException e) {
        log.warning(LocalAgent.PROGRAM, String.valueOf(e.getMessage()));
        results.defer(state, "4.3.0", "table lookup failure");
    }
}
