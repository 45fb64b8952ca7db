package org.postjames.rewrite;

import java.util.List;
import org.postjames.config.Parameter;

/** The parameters of rewriting and routing. */
final class RewriteParameters {
    static final Parameter<Boolean> APPEND_AT_MYORIGIN = Parameter.bool("append_at_myorigin");
    static final Parameter<Boolean> APPEND_DOT_MYDOMAIN = Parameter.bool("append_dot_mydomain");
    static final Parameter<Boolean> SWAP_BANGPATH = Parameter.bool("swap_bangpath");
    static final Parameter<Boolean> ALLOW_PERCENT_HACK = Parameter.bool("allow_percent_hack");
    static final Parameter<Boolean> RESOLVE_DEQUOTED_ADDRESS = Parameter.bool("resolve_dequoted_address");
    static final Parameter<Boolean> RESOLVE_NULL_DOMAIN = Parameter.bool("resolve_null_domain");
    static final Parameter<Boolean> RESOLVE_NUMERIC_DOMAIN = Parameter.bool("resolve_numeric_domain");
    static final Parameter<Boolean> ALLOW_MIN_USER = Parameter.bool("allow_min_user");
    static final Parameter<Boolean> HELPFUL_WARNINGS = Parameter.bool("helpful_warnings");
    static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");
    static final Parameter<Boolean> OWNER_REQUEST_SPECIAL = Parameter.bool("owner_request_special");
    static final Parameter<Boolean> SHOW_USER_UNKNOWN_TABLE_NAME = Parameter.bool("show_user_unknown_table_name");
    static final Parameter<String> REMOTE_HEADER_REWRITE_DOMAIN = Parameter.text("remote_header_rewrite_domain");
    static final Parameter<String> EMPTY_ADDRESS_RECIPIENT = Parameter.text("empty_address_recipient");
    static final Parameter<String> LOCAL_TRANSPORT = Parameter.text("local_transport");
    static final Parameter<String> VIRTUAL_TRANSPORT = Parameter.text("virtual_transport");
    static final Parameter<String> RELAY_TRANSPORT = Parameter.text("relay_transport");
    static final Parameter<String> DEFAULT_TRANSPORT = Parameter.text("default_transport");
    static final Parameter<String> RELAYHOST = Parameter.text("relayhost");
    static final Parameter<String> TRANSPORT_MAPS = Parameter.text("transport_maps");
    static final Parameter<String> RELOCATED_MAPS = Parameter.text("relocated_maps");
    static final Parameter<String> SENDER_DEPENDENT_RELAYHOST_MAPS = Parameter.text("sender_dependent_relayhost_maps");
    static final Parameter<String> SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS =
            Parameter.text("sender_dependent_default_transport_maps");
    static final Parameter<String> EMPTY_ADDRESS_RELAYHOST_MAPS_LOOKUP_KEY =
            Parameter.text("empty_address_relayhost_maps_lookup_key");
    static final Parameter<String> EMPTY_ADDRESS_DEFAULT_TRANSPORT_MAPS_LOOKUP_KEY =
            Parameter.text("empty_address_default_transport_maps_lookup_key");
    static final Parameter<List<String>> PROXY_INTERFACES = Parameter.list("proxy_interfaces");
    static final Parameter<String> CANONICAL_MAPS = Parameter.text("canonical_maps");
    static final Parameter<String> SENDER_CANONICAL_MAPS = Parameter.text("sender_canonical_maps");
    static final Parameter<String> RECIPIENT_CANONICAL_MAPS = Parameter.text("recipient_canonical_maps");
    static final Parameter<List<String>> CANONICAL_CLASSES = Parameter.list("canonical_classes");
    static final Parameter<List<String>> SENDER_CANONICAL_CLASSES = Parameter.list("sender_canonical_classes");
    static final Parameter<List<String>> RECIPIENT_CANONICAL_CLASSES = Parameter.list("recipient_canonical_classes");
    static final Parameter<List<String>> PROPAGATE_UNMATCHED_EXTENSIONS =
            Parameter.list("propagate_unmatched_extensions");
    static final Parameter<Integer> VIRTUAL_ALIAS_EXPANSION_LIMIT = Parameter.integer("virtual_alias_expansion_limit");
    static final Parameter<Integer> VIRTUAL_ALIAS_RECURSION_LIMIT = Parameter.integer("virtual_alias_recursion_limit");
    static final Parameter<Integer> VIRTUAL_ALIAS_ADDRESS_LENGTH_LIMIT =
            Parameter.integer("virtual_alias_address_length_limit");
    static final Parameter<String> RELAY_RECIPIENT_MAPS = Parameter.text("relay_recipient_maps");
    static final Parameter<Integer> UNKNOWN_LOCAL_RECIPIENT_REJECT_CODE =
            Parameter.integer("unknown_local_recipient_reject_code");
    static final Parameter<Integer> UNKNOWN_RELAY_RECIPIENT_REJECT_CODE =
            Parameter.integer("unknown_relay_recipient_reject_code");
    static final Parameter<Integer> UNKNOWN_VIRTUAL_ALIAS_REJECT_CODE =
            Parameter.integer("unknown_virtual_alias_reject_code");
    static final Parameter<Integer> UNKNOWN_VIRTUAL_MAILBOX_REJECT_CODE =
            Parameter.integer("unknown_virtual_mailbox_reject_code");

    private RewriteParameters() {}
}
