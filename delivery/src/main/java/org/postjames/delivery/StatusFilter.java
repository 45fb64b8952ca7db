package org.postjames.delivery;

import java.util.List;
import java.util.Optional;
import org.postjames.log.MailLog;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;

/**
 * Replaces the code and the text of outcomes: {@code local_delivery_status_filter} and its like. The table is asked for {@code D.S.N text} and answers in the
 * same form. A failure may become a delay and the other way round, never a success. // dsn_filter.c
 */
final class StatusFilter {
    /** Leaves everything as it is. */
    static final StatusFilter NONE = new StatusFilter(key -> Optional.empty(), text -> {}, "");

    /** The table of a filter. */
    @FunctionalInterface
    interface Table {
        Optional<String> find(String status) throws TableUnavailableException;
    }

    /** Where a filter says what is wrong with its table. */
    @FunctionalInterface
    private interface Warnings {
        void warn(String text);
    }

    private final Table table;
    private final Warnings warnings;
    private final String parameter;

    private StatusFilter(Table table, Warnings warnings, String parameter) {
        this.table = table;
        this.warnings = warnings;
        this.parameter = parameter;
    }

    /** @param parameter its name, for warnings @param program who warns */
    static StatusFilter of(String parameter, Maps maps, MailLog log, String program) {
        return maps.isEmpty()
                ? NONE
                : new StatusFilter(maps.named(parameter)::find, text -> log.warning(program, text), parameter);
    }

    List<RecipientStatus> apply(List<RecipientStatus> statuses) {
        return statuses.stream().map(this::apply).toList();
    }

    RecipientStatus apply(RecipientStatus status) {
        String given = status.validDsn();
        Optional<String> found;
        try {
            found = table.find(given + " " + status.reason());
        } catch (TableUnavailableException e) {
            warnings.warn(String.valueOf(e.getMessage()));
            return status;
        }
        if (found.isEmpty()) {
            return status;
        }
        String result = found.get();
        if (StatusText.statusLength(result, 0) == 0 || result.startsWith("2") != given.startsWith("2")) {
            warnings.warn(parameter + ": bad status code: " + result);
            return status;
        }
        StatusText text = StatusText.split(result, given);
        return status.with(outcome(text.dsn()), text.dsn(), text.text().isEmpty() ? status.reason() : text.text());
    }

    private static Outcome outcome(String dsn) {
        return switch (dsn.charAt(0)) {
            case '2' -> Outcome.SENT;
            case '5' -> Outcome.BOUNCED;
            default -> Outcome.DEFERRED;
        };
    }
}
