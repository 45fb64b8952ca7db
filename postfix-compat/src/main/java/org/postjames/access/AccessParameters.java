package org.postjames.access;

import java.time.Duration;
import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that only restrictions read. */
final class AccessParameters {
    static final Parameter<List<String>> SMTPD_RESTRICTION_CLASSES = Parameter.list("smtpd_restriction_classes");
    static final Parameter<List<String>> SMTPD_CLIENT_RESTRICTIONS = Parameter.list("smtpd_client_restrictions");
    static final Parameter<List<String>> SMTPD_HELO_RESTRICTIONS = Parameter.list("smtpd_helo_restrictions");
    static final Parameter<List<String>> SMTPD_SENDER_RESTRICTIONS = Parameter.list("smtpd_sender_restrictions");
    static final Parameter<List<String>> SMTPD_RELAY_RESTRICTIONS = Parameter.list("smtpd_relay_restrictions");
    static final Parameter<List<String>> SMTPD_RECIPIENT_RESTRICTIONS = Parameter.list("smtpd_recipient_restrictions");
    static final Parameter<List<String>> SMTPD_DATA_RESTRICTIONS = Parameter.list("smtpd_data_restrictions");
    static final Parameter<List<String>> SMTPD_END_OF_DATA_RESTRICTIONS =
            Parameter.list("smtpd_end_of_data_restrictions");
    static final Parameter<List<String>> SMTPD_ETRN_RESTRICTIONS = Parameter.list("smtpd_etrn_restrictions");
    static final Parameter<Boolean> SMTPD_DELAY_REJECT = Parameter.bool("smtpd_delay_reject");
    static final Parameter<Boolean> SMTPD_RELAY_BEFORE_RECIPIENT_RESTRICTIONS =
            Parameter.bool("smtpd_relay_before_recipient_restrictions");
    static final Parameter<Boolean> SMTPD_REJECT_UNLISTED_RECIPIENT = Parameter.bool("smtpd_reject_unlisted_recipient");
    static final Parameter<Boolean> SMTPD_REJECT_UNLISTED_SENDER = Parameter.bool("smtpd_reject_unlisted_sender");
    static final Parameter<String> SMTPD_NULL_ACCESS_LOOKUP_KEY = Parameter.text("smtpd_null_access_lookup_key");
    static final Parameter<List<String>> PARENT_DOMAIN_MATCHES_SUBDOMAINS =
            Parameter.list("parent_domain_matches_subdomains");
    static final Parameter<Integer> ACCESS_MAP_REJECT_CODE = Parameter.integer("access_map_reject_code");
    static final Parameter<Integer> ACCESS_MAP_DEFER_CODE = Parameter.integer("access_map_defer_code");
    static final Parameter<Integer> REJECT_CODE = Parameter.integer("reject_code");
    static final Parameter<Integer> DEFER_CODE = Parameter.integer("defer_code");
    static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");
    static final Parameter<Integer> RELAY_DOMAINS_REJECT_CODE = Parameter.integer("relay_domains_reject_code");
    static final Parameter<Integer> INVALID_HOSTNAME_REJECT_CODE = Parameter.integer("invalid_hostname_reject_code");
    static final Parameter<Integer> NON_FQDN_REJECT_CODE = Parameter.integer("non_fqdn_reject_code");
    static final Parameter<Integer> UNKNOWN_CLIENT_REJECT_CODE = Parameter.integer("unknown_client_reject_code");
    static final Parameter<Integer> UNKNOWN_HOSTNAME_REJECT_CODE = Parameter.integer("unknown_hostname_reject_code");
    static final Parameter<Integer> UNKNOWN_ADDRESS_REJECT_CODE = Parameter.integer("unknown_address_reject_code");
    static final Parameter<Integer> PLAINTEXT_REJECT_CODE = Parameter.integer("plaintext_reject_code");
    static final Parameter<Integer> MULTI_RECIPIENT_BOUNCE_REJECT_CODE =
            Parameter.integer("multi_recipient_bounce_reject_code");
    static final Parameter<Integer> MAPS_RBL_REJECT_CODE = Parameter.integer("maps_rbl_reject_code");
    static final Parameter<String> DEFAULT_RBL_REPLY = Parameter.text("default_rbl_reply");
    static final Parameter<String> UNKNOWN_ADDRESS_TEMPFAIL_ACTION = Parameter.text("unknown_address_tempfail_action");
    static final Parameter<String> UNKNOWN_HELO_HOSTNAME_TEMPFAIL_ACTION =
            Parameter.text("unknown_helo_hostname_tempfail_action");
    static final Parameter<Duration> SMTPD_POLICY_SERVICE_TIMEOUT = Parameter.time("smtpd_policy_service_timeout");
    static final Parameter<Duration> SMTPD_POLICY_SERVICE_MAX_IDLE = Parameter.time("smtpd_policy_service_max_idle");
    static final Parameter<Duration> SMTPD_POLICY_SERVICE_MAX_TTL = Parameter.time("smtpd_policy_service_max_ttl");
    static final Parameter<Duration> SMTPD_POLICY_SERVICE_RETRY_DELAY =
            Parameter.time("smtpd_policy_service_retry_delay");
    static final Parameter<Integer> SMTPD_POLICY_SERVICE_REQUEST_LIMIT =
            Parameter.integer("smtpd_policy_service_request_limit");
    static final Parameter<Integer> SMTPD_POLICY_SERVICE_TRY_LIMIT =
            Parameter.integer("smtpd_policy_service_try_limit");
    static final Parameter<String> SMTPD_POLICY_SERVICE_DEFAULT_ACTION =
            Parameter.text("smtpd_policy_service_default_action");
    static final Parameter<String> SMTPD_POLICY_SERVICE_POLICY_CONTEXT =
            Parameter.text("smtpd_policy_service_policy_context");

    static final Parameter<String> SMTPD_DNS_REPLY_FILTER = Parameter.text("smtpd_dns_reply_filter");
    static final Parameter<String> SMTPD_LOG_ACCESS_PERMIT_ACTIONS = Parameter.text("smtpd_log_access_permit_actions");
    static final Parameter<String> SMTPD_EXPANSION_FILTER = Parameter.text("smtpd_expansion_filter");
    static final Parameter<String> RBL_REPLY_MAPS = Parameter.text("rbl_reply_maps");
    static final Parameter<List<String>> MAPS_RBL_DOMAINS = Parameter.list("maps_rbl_domains");
    static final Parameter<String> PERMIT_MX_BACKUP_NETWORKS = Parameter.text("permit_mx_backup_networks");
    static final Parameter<List<String>> PROXY_INTERFACES = Parameter.list("proxy_interfaces");
    static final Parameter<String> SMTPD_SENDER_LOGIN_MAPS = Parameter.text("smtpd_sender_login_maps");
    static final Parameter<Boolean> SMTPD_SASL_AUTH_ENABLE = Parameter.bool("smtpd_sasl_auth_enable");
    static final Parameter<String> RELAY_DOMAINS = Parameter.text("relay_domains");

    static final Parameter<Integer> ADDRESS_VERIFY_POLL_COUNT = Parameter.integer("address_verify_poll_count");
    static final Parameter<Duration> ADDRESS_VERIFY_POLL_DELAY = Parameter.time("address_verify_poll_delay");
    static final Parameter<String> ADDRESS_VERIFY_SENDER = Parameter.text("address_verify_sender");
    static final Parameter<Duration> ADDRESS_VERIFY_SENDER_TTL = Parameter.time("address_verify_sender_ttl");
    static final Parameter<Integer> UNVERIFIED_SENDER_DEFER_CODE = Parameter.integer("unverified_sender_defer_code");
    static final Parameter<Integer> UNVERIFIED_SENDER_REJECT_CODE = Parameter.integer("unverified_sender_reject_code");
    static final Parameter<String> UNVERIFIED_SENDER_REJECT_REASON = Parameter.text("unverified_sender_reject_reason");
    static final Parameter<String> UNVERIFIED_SENDER_TEMPFAIL_ACTION =
            Parameter.text("unverified_sender_tempfail_action");
    static final Parameter<Integer> UNVERIFIED_RECIPIENT_DEFER_CODE =
            Parameter.integer("unverified_recipient_defer_code");
    static final Parameter<Integer> UNVERIFIED_RECIPIENT_REJECT_CODE =
            Parameter.integer("unverified_recipient_reject_code");
    static final Parameter<String> UNVERIFIED_RECIPIENT_REJECT_REASON =
            Parameter.text("unverified_recipient_reject_reason");
    static final Parameter<String> UNVERIFIED_RECIPIENT_TEMPFAIL_ACTION =
            Parameter.text("unverified_recipient_tempfail_action");
    static final Parameter<Boolean> SMTPD_TLS_ASK_CCERT = Parameter.bool("smtpd_tls_ask_ccert");
    static final Parameter<String> RELAY_CLIENTCERTS = Parameter.text("relay_clientcerts");

    private AccessParameters() {}
}
