package org.postjames.smtp.server;

import java.time.Duration;
import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that only the SMTP server reads. */
final class SmtpdParameters {
    static final Parameter<String> SMTPD_BANNER = Parameter.text("smtpd_banner");
    static final Parameter<Duration> SMTPD_TIMEOUT = Parameter.time("smtpd_timeout");
    static final Parameter<Duration> SMTPD_STARTTLS_TIMEOUT = Parameter.time("smtpd_starttls_timeout");
    static final Parameter<Boolean> SMTPD_HELO_REQUIRED = Parameter.bool("smtpd_helo_required");
    static final Parameter<Integer> SMTPD_CLIENT_MESSAGE_RATE_LIMIT =
            Parameter.integer("smtpd_client_message_rate_limit");
    static final Parameter<Integer> SMTPD_CLIENT_RECIPIENT_RATE_LIMIT =
            Parameter.integer("smtpd_client_recipient_rate_limit");
    static final Parameter<Boolean> DISABLE_VRFY_COMMAND = Parameter.bool("disable_vrfy_command");
    static final Parameter<Boolean> STRICT_RFC821_ENVELOPES = Parameter.bool("strict_rfc821_envelopes");
    static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");
    static final Parameter<Boolean> STRICT_SMTPUTF8 = Parameter.bool("strict_smtputf8");
    static final Parameter<Boolean> ALLOW_UNTRUSTED_ROUTING = Parameter.bool("allow_untrusted_routing");
    static final Parameter<Integer> LINE_LENGTH_LIMIT = Parameter.integer("line_length_limit");
    static final Parameter<Integer> SMTPD_RECIPIENT_LIMIT = Parameter.integer("smtpd_recipient_limit");
    static final Parameter<Integer> SMTPD_RECIPIENT_OVERSHOOT_LIMIT =
            Parameter.integer("smtpd_recipient_overshoot_limit");
    static final Parameter<Integer> SMTPD_SOFT_ERROR_LIMIT = Parameter.integer("smtpd_soft_error_limit");
    static final Parameter<Integer> SMTPD_HARD_ERROR_LIMIT = Parameter.integer("smtpd_hard_error_limit");
    static final Parameter<Duration> SMTPD_ERROR_SLEEP_TIME = Parameter.time("smtpd_error_sleep_time");
    static final Parameter<Integer> SMTPD_JUNK_COMMAND_LIMIT = Parameter.integer("smtpd_junk_command_limit");
    static final Parameter<List<String>> SMTPD_FORBIDDEN_COMMANDS = Parameter.list("smtpd_forbidden_commands");
    static final Parameter<String> SMTPD_COMMAND_FILTER = Parameter.text("smtpd_command_filter");
    static final Parameter<String> SMTPD_DISCARD_EHLO_KEYWORD_ADDRESS_MAPS =
            Parameter.text("smtpd_discard_ehlo_keyword_address_maps");
    static final Parameter<String> SMTPD_REJECT_FOOTER_MAPS = Parameter.text("smtpd_reject_footer_maps");
    static final Parameter<Boolean> SMTPD_PER_REQUEST_DEADLINE = Parameter.bool("smtpd_per_request_deadline");
    static final Parameter<Integer> SMTPD_MIN_DATA_RATE = Parameter.integer("smtpd_min_data_rate");
    static final Parameter<List<String>> SMTPD_NOOP_COMMANDS = Parameter.list("smtpd_noop_commands");
    static final Parameter<List<String>> SMTPD_DISCARD_EHLO_KEYWORDS = Parameter.list("smtpd_discard_ehlo_keywords");
    static final Parameter<List<String>> NOTIFY_CLASSES = Parameter.list("notify_classes");
    static final Parameter<String> BOUNCE_NOTICE_RECIPIENT = Parameter.text("bounce_notice_recipient");
    static final Parameter<Integer> SMTPD_HISTORY_FLUSH_THRESHOLD = Parameter.integer("smtpd_history_flush_threshold");
    static final Parameter<String> SMTPD_REJECT_FOOTER = Parameter.text("smtpd_reject_footer");
    static final Parameter<Long> QUEUE_MINFREE = Parameter.size("queue_minfree");
    static final Parameter<Boolean> SMTPD_DELAY_OPEN_UNTIL_VALID_RCPT =
            Parameter.bool("smtpd_delay_open_until_valid_rcpt");
    static final Parameter<String> SMTPD_AUTHORIZED_XCLIENT_HOSTS = Parameter.text("smtpd_authorized_xclient_hosts");
    static final Parameter<String> SMTPD_AUTHORIZED_XFORWARD_HOSTS = Parameter.text("smtpd_authorized_xforward_hosts");
    static final Parameter<String> SMTPD_AUTHORIZED_VERP_CLIENTS = Parameter.text("smtpd_authorized_verp_clients");
    static final Parameter<String> SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS =
            Parameter.text("smtpd_client_event_limit_exceptions");
    static final Parameter<Integer> SMTPD_CLIENT_CONNECTION_COUNT_LIMIT =
            Parameter.integer("smtpd_client_connection_count_limit");
    static final Parameter<Integer> SMTPD_CLIENT_CONNECTION_RATE_LIMIT =
            Parameter.integer("smtpd_client_connection_rate_limit");
    static final Parameter<Integer> SMTPD_CLIENT_AUTH_RATE_LIMIT = Parameter.integer("smtpd_client_auth_rate_limit");
    static final Parameter<Integer> SMTPD_CLIENT_NEW_TLS_SESSION_RATE_LIMIT =
            Parameter.integer("smtpd_client_new_tls_session_rate_limit");
    static final Parameter<Duration> ANVIL_RATE_TIME_UNIT = Parameter.time("anvil_rate_time_unit");
    static final Parameter<String> SMTPD_FORBID_BARE_NEWLINE = Parameter.text("smtpd_forbid_bare_newline");
    static final Parameter<String> SMTPD_FORBID_BARE_NEWLINE_EXCLUSIONS =
            Parameter.text("smtpd_forbid_bare_newline_exclusions");
    static final Parameter<Integer> SMTPD_FORBID_BARE_NEWLINE_REJECT_CODE =
            Parameter.integer("smtpd_forbid_bare_newline_reject_code");
    static final Parameter<Boolean> SMTPD_FORBID_UNAUTH_PIPELINING = Parameter.bool("smtpd_forbid_unauth_pipelining");
    static final Parameter<String> SMTPD_UPSTREAM_PROXY_PROTOCOL = Parameter.text("smtpd_upstream_proxy_protocol");
    static final Parameter<Duration> SMTPD_UPSTREAM_PROXY_TIMEOUT = Parameter.time("smtpd_upstream_proxy_timeout");
    static final Parameter<String> SMTPD_PROXY_FILTER = Parameter.text("smtpd_proxy_filter");
    static final Parameter<Duration> SMTPD_PROXY_TIMEOUT = Parameter.time("smtpd_proxy_timeout");
    static final Parameter<String> SMTPD_PROXY_EHLO = Parameter.text("smtpd_proxy_ehlo");
    static final Parameter<List<String>> SMTPD_PROXY_OPTIONS = Parameter.list("smtpd_proxy_options");
    static final Parameter<Boolean> SMTPD_PEERNAME_LOOKUP = Parameter.bool("smtpd_peername_lookup");
    static final Parameter<Boolean> SMTPD_CLIENT_PORT_LOGGING = Parameter.bool("smtpd_client_port_logging");
    static final Parameter<List<String>> LOCAL_HEADER_REWRITE_CLIENTS = Parameter.list("local_header_rewrite_clients");
    static final Parameter<Boolean> SMTPD_SASL_AUTH_ENABLE = Parameter.bool("smtpd_sasl_auth_enable");
    static final Parameter<Integer> SMTPD_SASL_RESPONSE_LIMIT = Parameter.integer("smtpd_sasl_response_limit");
    static final Parameter<String> SMTPD_SASL_EXCEPTIONS_NETWORKS = Parameter.text("smtpd_sasl_exceptions_networks");
    static final Parameter<Boolean> SMTPD_SASL_AUTHENTICATED_HEADER = Parameter.bool("smtpd_sasl_authenticated_header");
    static final Parameter<Boolean> BROKEN_SASL_AUTH_CLIENTS = Parameter.bool("broken_sasl_auth_clients");
    static final Parameter<Boolean> SMTPD_TLS_AUTH_ONLY = Parameter.bool("smtpd_tls_auth_only");
    static final Parameter<Boolean> SMTPD_TLS_RECEIVED_HEADER = Parameter.bool("smtpd_tls_received_header");

    private SmtpdParameters() {}
}
