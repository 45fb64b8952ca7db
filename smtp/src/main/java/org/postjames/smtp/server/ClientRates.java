package org.postjames.smtp.server;

import org.postjames.config.Parameter;

/** How many messages and recipients a client may name within {@code anvil_rate_time_unit}, whether they are accepted or not. // anvil(8) */
final class ClientRates {
    /** What is counted. */
    enum Event {
        MESSAGE(Anvil.Event.MESSAGE, "Message delivery request", SmtpdParameters.SMTPD_CLIENT_MESSAGE_RATE_LIMIT),
        RECIPIENT(Anvil.Event.RECIPIENT, "Recipient address", SmtpdParameters.SMTPD_CLIENT_RECIPIENT_RATE_LIMIT);

        private final Anvil.Event counted;
        private final String words;
        private final Parameter<Integer> limit;

        Event(Anvil.Event counted, String words, Parameter<Integer> limit) {
            this.counted = counted;
            this.words = words;
            this.limit = limit;
        }
    }

    private final Anvil anvil;
    private final SmtpdSettings settings;

    ClientRates(SmtpdSettings settings, Anvil anvil) {
        this.settings = settings;
        this.anvil = anvil;
    }

    boolean isLimited(Event event) {
        return settings.config.get(event.limit) > 0;
    }

    /** Counts, and says in the log if it was too often. */
    boolean exceeds(Session session, Event event) {
        int count = anvil.count(event.counted, session.service.counted(session));
        boolean tooMany = count > settings.config.get(event.limit);
        if (tooMany) {
            session.warn(event.words + " rate limit exceeded: " + count + " from " + session.clientName()
                    + " for service " + settings.config.value("service_name").orElse("smtp"));
        }
        return tooMany;
    }
}
