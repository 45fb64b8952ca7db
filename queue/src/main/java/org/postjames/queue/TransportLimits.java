package org.postjames.queue;

import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/**
 * How much one transport may do at a time.
 *
 * @param processes deliveries of the transport at the same time: the {@code maxproc} field of master.cf; 0 no limit
 * @param recipientLimit recipients in one delivery; 0 no limit
 * @param concurrencyLimit deliveries to one destination at the same time; 0 no limit
 * @param initialConcurrency with how many deliveries a new destination begins, never more than the limit
 * @param positiveFeedback what a success adds to the window of a destination
 * @param negativeFeedback what a failure takes from it
 * @param failedCohortLimit after how many whole windows of failures a destination is left alone; 0 never
 * @param program the log's program name: {@code smtp}, or {@code postfix/relay/smtp} if master.cf says so
 */
record TransportLimits(
        int processes,
        int recipientLimit,
        int concurrencyLimit,
        int initialConcurrency,
        Feedback positiveFeedback,
        Feedback negativeFeedback,
        int failedCohortLimit,
        String program) {

    static TransportLimits of(String transport, PostfixConfig config) {
        MasterService service = config.services().stream()
                .filter(s -> s.name().equals(transport) && s.type().equals("unix"))
                .findFirst()
                .orElse(null);
        int processes = config.get(GlobalParameters.DEFAULT_PROCESS_LIMIT);
        String program = transport;
        if (service != null) {
            processes = service.maxproc().equals("-") ? processes : number(service.maxproc(), processes);
            program = program(service, config);
        }
        int limit = integer(
                config,
                transport + "_destination_concurrency_limit",
                QmgrParameters.DEFAULT_DESTINATION_CONCURRENCY_LIMIT);
        int initial = Math.max(
                1,
                integer(
                        config,
                        transport + "_initial_destination_concurrency",
                        QmgrParameters.INITIAL_DESTINATION_CONCURRENCY));
        return new TransportLimits(
                processes,
                integer(
                        config,
                        transport + "_destination_recipient_limit",
                        QmgrParameters.DEFAULT_DESTINATION_RECIPIENT_LIMIT),
                limit,
                limit > 0 ? Math.min(initial, limit) : initial,
                Feedback.parse(text(
                        config,
                        transport + "_destination_concurrency_positive_feedback",
                        QmgrParameters.POSITIVE_FEEDBACK)),
                Feedback.parse(text(
                        config,
                        transport + "_destination_concurrency_negative_feedback",
                        QmgrParameters.NEGATIVE_FEEDBACK)),
                integer(
                        config,
                        transport + "_destination_concurrency_failed_cohort_limit",
                        QmgrParameters.FAILED_COHORT_LIMIT),
                program);
    }

    private static String program(MasterService service, PostfixConfig config) {
        String its = config.forService(service).get(GlobalParameters.SYSLOG_NAME);
        return its.equals(config.get(GlobalParameters.SYSLOG_NAME)) ? service.command() : its + "/" + service.command();
    }

    /** The transport's own value, else the default for all transports. */
    private static int integer(PostfixConfig config, String name, Parameter<Integer> fallback) {
        return config.value(name)
                .map(text -> Parameter.integer(name).kind().parse(name, text))
                .orElseGet(() -> config.get(fallback));
    }

    private static String text(PostfixConfig config, String name, Parameter<String> fallback) {
        return config.value(name).orElseGet(() -> config.get(fallback));
    }

    private static int number(String text, int otherwise) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** {@code 1}, {@code 1/8}, {@code 1/concurrency} or {@code 1/sqrt_concurrency}. // qmgr_feedback.c */
    record Feedback(double base, Divisor divisor) {
        /** By what the base is divided. */
        enum Divisor {
            ONE,
            WINDOW,
            SQRT_WINDOW
        }

        double value(int window) {
            return switch (divisor) {
                case ONE -> base;
                case WINDOW -> base / window;
                case SQRT_WINDOW -> base / Math.sqrt(window);
            };
        }

        static Feedback parse(String text) {
            int slash = text.indexOf('/');
            try {
                if (slash < 0) {
                    return checked(Double.parseDouble(text.strip()), Divisor.ONE);
                }
                double base = Double.parseDouble(text.substring(0, slash).strip());
                return switch (text.substring(slash + 1).strip()) {
                    case "concurrency" -> checked(base, Divisor.WINDOW);
                    case "sqrt_concurrency" -> checked(base, Divisor.SQRT_WINDOW);
                    default ->
                        checked(
                                base
                                        / Double.parseDouble(
                                                text.substring(slash + 1).strip()),
                                Divisor.ONE);
                };
            } catch (NumberFormatException e) {
                return new Feedback(1, Divisor.ONE);
            }
        }

        /** Postfix ignores an unreasonable value and takes 1. */
        private static Feedback checked(double base, Divisor divisor) {
            return base >= 0 && base <= 1 ? new Feedback(base, divisor) : new Feedback(1, Divisor.ONE);
        }
    }
}
