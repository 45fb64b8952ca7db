package org.postjames.smtp.client;

import java.time.Duration;
import java.util.List;
import org.postjames.config.Parameter;

/** The parameters of smtp(8). */
final class SmtpClientParameters {
    static final Parameter<String> SMTP_HELO_NAME = Parameter.text("smtp_helo_name");
    static final Parameter<String> SMTP_TCP_PORT = Parameter.text("smtp_tcp_port");
    static final Parameter<List<String>> SMTP_FALLBACK_RELAY = Parameter.list("smtp_fallback_relay");
    static final Parameter<List<String>> NOTIFY_CLASSES = Parameter.list("notify_classes");
    static final Parameter<String> RELAYHOST = Parameter.text("relayhost");
    static final Parameter<String> SMTP_DNS_SUPPORT_LEVEL = Parameter.text("smtp_dns_support_level");
    static final Parameter<Boolean> SMTP_SEND_XFORWARD_COMMAND = Parameter.bool("smtp_send_xforward_command");
    static final Parameter<Duration> SMTP_XFORWARD_TIMEOUT = Parameter.time("smtp_xforward_timeout");
    static final Parameter<Boolean> DISABLE_DNS_LOOKUPS = Parameter.bool("disable_dns_lookups");
    static final Parameter<List<String>> SMTP_HOST_LOOKUP = Parameter.list("smtp_host_lookup");
    static final Parameter<String> SMTP_ADDRESS_PREFERENCE = Parameter.text("smtp_address_preference");
    static final Parameter<Boolean> SMTP_RANDOMIZE_ADDRESSES = Parameter.bool("smtp_randomize_addresses");
    static final Parameter<Boolean> SMTP_DEFER_IF_NO_MX_ADDRESS_FOUND =
            Parameter.bool("smtp_defer_if_no_mx_address_found");
    static final Parameter<Boolean> IGNORE_MX_LOOKUP_ERROR = Parameter.bool("ignore_mx_lookup_error");
    static final Parameter<Integer> SMTP_MX_ADDRESS_LIMIT = Parameter.integer("smtp_mx_address_limit");
    static final Parameter<Integer> SMTP_MX_SESSION_LIMIT = Parameter.integer("smtp_mx_session_limit");
    static final Parameter<Boolean> SMTP_SKIP_5XX_GREETING = Parameter.bool("smtp_skip_5xx_greeting");
    static final Parameter<Boolean> SMTP_ALWAYS_SEND_EHLO = Parameter.bool("smtp_always_send_ehlo");
    static final Parameter<Boolean> SMTP_NEVER_SEND_EHLO = Parameter.bool("smtp_never_send_ehlo");
    static final Parameter<List<String>> SMTP_DISCARD_EHLO_KEYWORDS = Parameter.list("smtp_discard_ehlo_keywords");
    static final Parameter<String> SMTP_DISCARD_EHLO_KEYWORD_ADDRESS_MAPS =
            Parameter.text("smtp_discard_ehlo_keyword_address_maps");
    static final Parameter<String> SMTP_REPLY_FILTER = Parameter.text("smtp_reply_filter");
    static final Parameter<Integer> SMTP_LINE_LENGTH_LIMIT = Parameter.integer("smtp_line_length_limit");
    static final Parameter<String> SMTP_BIND_ADDRESS = Parameter.text("smtp_bind_address");
    static final Parameter<Boolean> SMTP_BIND_ADDRESS_ENFORCE = Parameter.bool("smtp_bind_address_enforce");
    static final Parameter<String> SMTP_BIND_ADDRESS6 = Parameter.text("smtp_bind_address6");

    static final Parameter<String> SMTP_ADDRESS_VERIFY_TARGET = Parameter.text("smtp_address_verify_target");
    static final Parameter<String> SMTP_GENERIC_MAPS = Parameter.text("smtp_generic_maps");
    static final Parameter<String> SMTP_HEADER_CHECKS = Parameter.text("smtp_header_checks");
    static final Parameter<String> SMTP_MIME_HEADER_CHECKS = Parameter.text("smtp_mime_header_checks");
    static final Parameter<String> SMTP_NESTED_HEADER_CHECKS = Parameter.text("smtp_nested_header_checks");
    static final Parameter<String> SMTP_BODY_CHECKS = Parameter.text("smtp_body_checks");
    static final Parameter<Boolean> DISABLE_MIME_OUTPUT_CONVERSION = Parameter.bool("disable_mime_output_conversion");

    static final Parameter<Duration> SMTP_CONNECT_TIMEOUT = Parameter.time("smtp_connect_timeout");
    static final Parameter<Duration> SMTP_HELO_TIMEOUT = Parameter.time("smtp_helo_timeout");
    static final Parameter<Duration> SMTP_MAIL_TIMEOUT = Parameter.time("smtp_mail_timeout");
    static final Parameter<Duration> SMTP_RCPT_TIMEOUT = Parameter.time("smtp_rcpt_timeout");
    static final Parameter<Duration> SMTP_DATA_INIT_TIMEOUT = Parameter.time("smtp_data_init_timeout");
    static final Parameter<Duration> SMTP_DATA_XFER_TIMEOUT = Parameter.time("smtp_data_xfer_timeout");
    static final Parameter<Duration> SMTP_DATA_DONE_TIMEOUT = Parameter.time("smtp_data_done_timeout");
    static final Parameter<Duration> SMTP_RSET_TIMEOUT = Parameter.time("smtp_rset_timeout");
    static final Parameter<Duration> SMTP_STARTTLS_TIMEOUT = Parameter.time("smtp_starttls_timeout");

    static final Parameter<Boolean> SMTP_CONNECTION_CACHE_ON_DEMAND = Parameter.bool("smtp_connection_cache_on_demand");
    static final Parameter<List<String>> SMTP_CONNECTION_CACHE_DESTINATIONS =
            Parameter.list("smtp_connection_cache_destinations");
    static final Parameter<Duration> SMTP_CONNECTION_CACHE_TIME_LIMIT =
            Parameter.time("smtp_connection_cache_time_limit");
    static final Parameter<Duration> SMTP_CONNECTION_REUSE_TIME_LIMIT =
            Parameter.time("smtp_connection_reuse_time_limit");
    static final Parameter<Integer> SMTP_CONNECTION_REUSE_COUNT_LIMIT =
            Parameter.integer("smtp_connection_reuse_count_limit");

    static final Parameter<Boolean> SMTP_TLS_WRAPPERMODE = Parameter.bool("smtp_tls_wrappermode");
    static final Parameter<Boolean> SMTP_TLS_NOTE_STARTTLS_OFFER = Parameter.bool("smtp_tls_note_starttls_offer");
    static final Parameter<Duration> MINIMAL_BACKOFF_TIME = Parameter.time("minimal_backoff_time");

    static final Parameter<Boolean> SMTP_SASL_AUTH_ENABLE = Parameter.bool("smtp_sasl_auth_enable");
    static final Parameter<String> SMTP_SASL_PASSWORD_MAPS = Parameter.text("smtp_sasl_password_maps");
    static final Parameter<List<String>> SMTP_SASL_SECURITY_OPTIONS = Parameter.list("smtp_sasl_security_options");
    static final Parameter<List<String>> SMTP_SASL_TLS_SECURITY_OPTIONS =
            Parameter.list("smtp_sasl_tls_security_options");
    static final Parameter<List<String>> SMTP_SASL_TLS_VERIFIED_SECURITY_OPTIONS =
            Parameter.list("smtp_sasl_tls_verified_security_options");
    static final Parameter<List<String>> SMTP_SASL_MECHANISM_FILTER = Parameter.list("smtp_sasl_mechanism_filter");

    private SmtpClientParameters() {}
}
