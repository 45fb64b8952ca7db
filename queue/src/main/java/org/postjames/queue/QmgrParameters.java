package org.postjames.queue;

import java.time.Duration;
import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that only the queue manager and its notices read. */
final class QmgrParameters {
    static final Parameter<Integer> ADDRESS_VERIFY_PENDING_REQUEST_LIMIT =
            Parameter.integer("address_verify_pending_request_limit");
    static final Parameter<Duration> QUEUE_RUN_DELAY = Parameter.time("queue_run_delay");
    static final Parameter<Duration> MINIMAL_BACKOFF_TIME = Parameter.time("minimal_backoff_time");
    static final Parameter<Duration> MAXIMAL_BACKOFF_TIME = Parameter.time("maximal_backoff_time");
    static final Parameter<Duration> MAXIMAL_QUEUE_LIFETIME = Parameter.time("maximal_queue_lifetime");
    static final Parameter<Duration> BOUNCE_QUEUE_LIFETIME = Parameter.time("bounce_queue_lifetime");
    static final Parameter<Integer> QMGR_MESSAGE_ACTIVE_LIMIT = Parameter.integer("qmgr_message_active_limit");
    static final Parameter<List<String>> DEFER_TRANSPORTS = Parameter.list("defer_transports");
    static final Parameter<Integer> DEFAULT_DESTINATION_CONCURRENCY_LIMIT =
            Parameter.integer("default_destination_concurrency_limit");
    static final Parameter<Integer> DEFAULT_DESTINATION_RECIPIENT_LIMIT =
            Parameter.integer("default_destination_recipient_limit");
    static final Parameter<Integer> INITIAL_DESTINATION_CONCURRENCY =
            Parameter.integer("initial_destination_concurrency");
    static final Parameter<String> POSITIVE_FEEDBACK =
            Parameter.text("default_destination_concurrency_positive_feedback");
    static final Parameter<String> NEGATIVE_FEEDBACK =
            Parameter.text("default_destination_concurrency_negative_feedback");
    static final Parameter<Integer> FAILED_COHORT_LIMIT =
            Parameter.integer("default_destination_concurrency_failed_cohort_limit");
    static final Parameter<String> DEFAULT_FILTER_NEXTHOP = Parameter.text("default_filter_nexthop");
    static final Parameter<List<String>> NOTIFY_CLASSES = Parameter.list("notify_classes");
    static final Parameter<String> BOUNCE_NOTICE_RECIPIENT = Parameter.text("bounce_notice_recipient");
    static final Parameter<String> DOUBLE_BOUNCE_NOTICE_RECIPIENT = Parameter.text("2bounce_notice_recipient");
    static final Parameter<String> DELAY_NOTICE_RECIPIENT = Parameter.text("delay_notice_recipient");
    static final Parameter<Boolean> BACKWARDS_BOUNCE_LOGFILE_COMPATIBILITY =
            Parameter.bool("backwards_bounce_logfile_compatibility");
    static final Parameter<Integer> DELAY_LOGGING_RESOLUTION_LIMIT =
            Parameter.integer("delay_logging_resolution_limit");

    static final Parameter<Boolean> DISABLE_VERP_BOUNCES = Parameter.bool("disable_verp_bounces");

    private QmgrParameters() {}
}
