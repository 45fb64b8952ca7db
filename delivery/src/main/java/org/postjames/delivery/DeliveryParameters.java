package org.postjames.delivery;

import java.time.Duration;
import java.util.List;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/** The parameters of local(8) and virtual(8), and the tables of smtp(8), which sees none itself. */
final class DeliveryParameters {
    static final Parameter<List<String>> ALIAS_MAPS = Parameter.list("alias_maps");
    static final Parameter<List<String>> ALLOW_MAIL_TO_COMMANDS = Parameter.list("allow_mail_to_commands");
    static final Parameter<List<String>> ALLOW_MAIL_TO_FILES = Parameter.list("allow_mail_to_files");
    static final Parameter<String> COMMAND_EXPANSION_FILTER = Parameter.text("command_expansion_filter");
    static final Parameter<Duration> COMMAND_TIME_LIMIT = Parameter.time("command_time_limit");
    static final Parameter<String> DEFAULT_PRIVS = Parameter.text("default_privs");
    static final Parameter<Integer> DELIVER_LOCK_ATTEMPTS = Parameter.integer("deliver_lock_attempts");
    static final Parameter<Duration> DELIVER_LOCK_DELAY = Parameter.time("deliver_lock_delay");
    static final Parameter<Boolean> EXPAND_OWNER_ALIAS = Parameter.bool("expand_owner_alias");
    static final Parameter<List<String>> EXPORT_ENVIRONMENT = Parameter.list("export_environment");
    static final Parameter<String> FALLBACK_TRANSPORT = Parameter.text("fallback_transport");
    static final Parameter<String> FALLBACK_TRANSPORT_MAPS = Parameter.text("fallback_transport_maps");
    static final Parameter<String> FORWARD_PATH = Parameter.text("forward_path");
    static final Parameter<String> FORWARD_EXPANSION_FILTER = Parameter.text("forward_expansion_filter");
    static final Parameter<Boolean> FROZEN_DELIVERED_TO = Parameter.bool("frozen_delivered_to");
    static final Parameter<String> HOME_MAILBOX = Parameter.text("home_mailbox");
    static final Parameter<String> LOCAL_COMMAND_SHELL = Parameter.text("local_command_shell");
    static final Parameter<String> LMTP_DELIVERY_STATUS_FILTER = Parameter.text("lmtp_delivery_status_filter");
    static final Parameter<String> LOCAL_DELIVERY_STATUS_FILTER = Parameter.text("local_delivery_status_filter");
    static final Parameter<String> LUSER_RELAY = Parameter.text("luser_relay");
    static final Parameter<String> MAIL_SPOOL_DIRECTORY = Parameter.text("mail_spool_directory");
    static final Parameter<String> MAIL_OWNER = Parameter.text("mail_owner");
    static final Parameter<String> MAILBOX_COMMAND = Parameter.text("mailbox_command");
    static final Parameter<String> MAILBOX_COMMAND_MAPS = Parameter.text("mailbox_command_maps");
    static final Parameter<List<String>> MAILBOX_DELIVERY_LOCK = Parameter.list("mailbox_delivery_lock");
    static final Parameter<Long> MAILBOX_SIZE_LIMIT = Parameter.size("mailbox_size_limit");
    static final Parameter<String> MAILBOX_TRANSPORT = Parameter.text("mailbox_transport");
    static final Parameter<String> MAILBOX_TRANSPORT_MAPS = Parameter.text("mailbox_transport_maps");
    static final Parameter<Boolean> OWNER_REQUEST_SPECIAL = Parameter.bool("owner_request_special");
    static final Parameter<String> PIPE_DELIVERY_STATUS_FILTER = Parameter.text("pipe_delivery_status_filter");
    static final Parameter<List<String>> PROXY_INTERFACES = Parameter.list("proxy_interfaces");
    static final Parameter<List<String>> PREPEND_DELIVERED_HEADER = Parameter.list("prepend_delivered_header");
    static final Parameter<List<String>> PROPAGATE_UNMATCHED_EXTENSIONS =
            Parameter.list("propagate_unmatched_extensions");
    static final Parameter<Boolean> RESET_OWNER_ALIAS = Parameter.bool("reset_owner_alias");
    static final Parameter<String> SMTP_DELIVERY_STATUS_FILTER = Parameter.text("smtp_delivery_status_filter");
    static final Parameter<Duration> STALE_LOCK_TIME = Parameter.time("stale_lock_time");
    static final Parameter<Boolean> STRICT_MAILBOX_OWNERSHIP = Parameter.bool("strict_mailbox_ownership");
    static final Parameter<String> VIRTUAL_DELIVERY_STATUS_FILTER = Parameter.text("virtual_delivery_status_filter");
    static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");
    static final Parameter<String> VIRTUAL_MAILBOX_BASE = Parameter.text("virtual_mailbox_base");
    static final Parameter<Long> VIRTUAL_MAILBOX_LIMIT = Parameter.size("virtual_mailbox_limit");
    static final Parameter<String> VIRTUAL_GID_MAPS = Parameter.text("virtual_gid_maps");
    static final Parameter<String> VIRTUAL_UID_MAPS = Parameter.text("virtual_uid_maps");
    static final Parameter<List<String>> VIRTUAL_MAILBOX_LOCK = Parameter.list("virtual_mailbox_lock");
    static final Parameter<Integer> VIRTUAL_MINIMUM_UID = Parameter.integer("virtual_minimum_uid");

    private DeliveryParameters() {}

    /** {@code SERVICE_time_limit}, or {@code command_time_limit}. */
    static Duration commandTimeLimit(String service, PostfixConfig config) {
        String own = service + "_time_limit";
        return config.value(own)
                .map(text -> Parameter.time(own).kind().parse(own, text))
                .orElseGet(() -> config.get(COMMAND_TIME_LIMIT));
    }
}
