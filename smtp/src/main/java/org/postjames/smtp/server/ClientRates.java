package org.postjames.smtp.server;

import java.util.EnumMap;
import java.util.Map;
import org.postjames.config.Parameter;

/** How many messages and recipients a client may name within {@code anvil_rate_time_unit}, whether they are accepted or not. // anvil(8) */
final class ClientRates {
    /** What is counted. */
    enum Event {
        MESSAGE("Message delivery request", SmtpdParameters.SMTPD_CLIENT_MESSAGE_RATE_LIMIT),
        RECIPIENT("Recipient address", SmtpdParameters.SMTPD_CLIENT_RECIPIENT_RATE_LIMIT);

        private final String words;
        private final Parameter<Integer> limit;

        Event(String words, Parameter<Integer> limit) {
            this.words = words;
            this.limit = limit;
        }
    }

    private final Map<Event, EventRate> rates = new EnumMap<>(Event.class);
    private final SmtpdSettings settings;

    ClientRates(SmtpdSettings settings) {
        this.settings = settings;
        for (Event event : Event.values()) {
            rates.put(event, new EventRate(settings.config.get(SmtpdParameters.ANVIL_RATE_TIME_UNIT)));
        }
    }

    boolean isLimited(Event event) {
        return settings.config.get(event.limit) > 0;
    }

    /** Counts, and says in the log if it was too often. */
    boolean exceeds(Session session, Event event) {
        EventRate rate = rates.get(event);
        int count = rate == null ? 0 : rate.count(session.client.address());
        boolean tooMany = count > settings.config.get(event.limit);
        if (tooMany) {
            session.warn(event.words + " rate limit exceeded: " + count + " from " + session.clientName()
                    + " for service " + settings.config.value("service_name").orElse("smtp"));
        }
        return tooMany;
    }
}
