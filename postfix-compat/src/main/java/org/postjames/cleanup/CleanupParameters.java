package org.postjames.cleanup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postjames.config.Parameter;

/** The parameters that only cleanup reads. */
public final class CleanupParameters {
    static final Parameter<Boolean> ALWAYS_ADD_MISSING_HEADERS = Parameter.bool("always_add_missing_headers");
    static final Parameter<String> ALWAYS_BCC = Parameter.text("always_bcc");
    static final Parameter<String> CONTENT_FILTER = Parameter.text("content_filter");
    static final Parameter<Integer> DUPLICATE_FILTER_LIMIT = Parameter.integer("duplicate_filter_limit");
    static final Parameter<String> EMPTY_ADDRESS_RECIPIENT = Parameter.text("empty_address_recipient");
    static final Parameter<String> ERROR_NOTICE_RECIPIENT = Parameter.text("error_notice_recipient");
    static final Parameter<String> HEADER_FROM_FORMAT = Parameter.text("header_from_format");
    static final Parameter<Integer> HEADER_ADDRESS_TOKEN_LIMIT = Parameter.integer("header_address_token_limit");
    static final Parameter<Integer> HEADER_SIZE_LIMIT = Parameter.integer("header_size_limit");
    static final Parameter<Integer> HOPCOUNT_LIMIT = Parameter.integer("hopcount_limit");
    static final Parameter<List<String>> INTERNAL_MAIL_FILTER_CLASSES = Parameter.list("internal_mail_filter_classes");
    static final Parameter<Integer> LINE_LENGTH_LIMIT = Parameter.integer("line_length_limit");
    static final Parameter<List<String>> MESSAGE_DROP_HEADERS = Parameter.list("message_drop_headers");
    static final Parameter<Integer> QUEUE_FILE_ATTRIBUTE_COUNT_LIMIT =
            Parameter.integer("queue_file_attribute_count_limit");
    static final Parameter<String> REMOTE_HEADER_REWRITE_DOMAIN = Parameter.text("remote_header_rewrite_domain");
    static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");
    static final Parameter<List<String>> SMTPUTF8_AUTODETECT_CLASSES = Parameter.list("smtputf8_autodetect_classes");
    static final Parameter<Boolean> AUTO_8BIT = Parameter.bool("detect_8bit_encoding_header");
    static final Parameter<String> UNDISCLOSED_RECIPIENTS_HEADER = Parameter.text("undisclosed_recipients_header");
    static final Parameter<Duration> DELAY_WARNING_TIME = org.postjames.config.GlobalParameters.DELAY_WARNING_TIME;

    static final Parameter<String> MILTER_HEADER_CHECKS = Parameter.text("milter_header_checks");
    static final Parameter<String> HEADER_CHECKS = Parameter.text("header_checks");
    static final Parameter<String> MIME_HEADER_CHECKS = Parameter.text("mime_header_checks");
    static final Parameter<String> NESTED_HEADER_CHECKS = Parameter.text("nested_header_checks");
    static final Parameter<String> BODY_CHECKS = Parameter.text("body_checks");
    static final Parameter<Long> BODY_CHECKS_SIZE_LIMIT = Parameter.size("body_checks_size_limit");
    static final Parameter<Boolean> DISABLE_MIME_INPUT_PROCESSING = Parameter.bool("disable_mime_input_processing");
    static final Parameter<Boolean> STRICT_7BIT_HEADERS = Parameter.bool("strict_7bit_headers");
    static final Parameter<Boolean> STRICT_8BITMIME = Parameter.bool("strict_8bitmime");
    static final Parameter<Boolean> STRICT_8BITMIME_BODY = Parameter.bool("strict_8bitmime_body");
    static final Parameter<Boolean> STRICT_MIME_ENCODING_DOMAIN = Parameter.bool("strict_mime_encoding_domain");
    static final Parameter<Boolean> CLEANUP_REPLACE_STRAY_CR_LF = Parameter.bool("cleanup_replace_stray_cr_lf");
    static final Parameter<String> MESSAGE_REJECT_CHARACTERS = Parameter.text("message_reject_characters");
    static final Parameter<String> MESSAGE_STRIP_CHARACTERS = Parameter.text("message_strip_characters");
    static final Parameter<Integer> MIME_BOUNDARY_LENGTH_LIMIT = Parameter.integer("mime_boundary_length_limit");
    static final Parameter<Integer> MIME_NESTING_LIMIT = Parameter.integer("mime_nesting_limit");

    static final Parameter<String> SENDER_BCC_MAPS = Parameter.text("sender_bcc_maps");
    static final Parameter<String> RECIPIENT_BCC_MAPS = Parameter.text("recipient_bcc_maps");
    static final Parameter<List<String>> MASQUERADE_DOMAINS = Parameter.list("masquerade_domains");
    static final Parameter<List<String>> MASQUERADE_CLASSES = Parameter.list("masquerade_classes");
    static final Parameter<String> MASQUERADE_EXCEPTIONS = Parameter.text("masquerade_exceptions");

    /** The tables of cleanup(8)'s content checks. */
    static final Map<ContentChecks.Kind, Parameter<String>> CHECKS = Map.of(
            ContentChecks.Kind.HEADER, HEADER_CHECKS,
            ContentChecks.Kind.MIME_HEADER, MIME_HEADER_CHECKS,
            ContentChecks.Kind.NESTED_HEADER, NESTED_HEADER_CHECKS,
            ContentChecks.Kind.BODY, BODY_CHECKS);

    private CleanupParameters() {}
}
