package org.postjames.config;

import java.time.Duration;
import java.util.List;

/** Parameters that more than one module reads. A parameter that only one module reads is declared in that module's own {@code …Parameters}. */
public final class GlobalParameters {
    public static final Parameter<List<String>> RECEIVE_OVERRIDE_OPTIONS = Parameter.list("receive_override_options");
    public static final Parameter<String> MYHOSTNAME = Parameter.text("myhostname");
    public static final Parameter<String> MYDOMAIN = Parameter.text("mydomain");
    public static final Parameter<String> MYORIGIN = Parameter.text("myorigin");
    public static final Parameter<String> MAIL_NAME = Parameter.text("mail_name");
    public static final Parameter<String> MYDESTINATION = Parameter.text("mydestination");
    public static final Parameter<String> MYNETWORKS = Parameter.text("mynetworks");
    public static final Parameter<String> RELAY_DOMAINS = Parameter.text("relay_domains");
    public static final Parameter<String> VIRTUAL_ALIAS_DOMAINS = Parameter.text("virtual_alias_domains");
    public static final Parameter<String> VIRTUAL_ALIAS_MAPS = Parameter.text("virtual_alias_maps");
    public static final Parameter<String> VIRTUAL_MAILBOX_DOMAINS = Parameter.text("virtual_mailbox_domains");
    public static final Parameter<String> VIRTUAL_MAILBOX_MAPS = Parameter.text("virtual_mailbox_maps");
    public static final Parameter<String> LOCAL_RECIPIENT_MAPS = Parameter.text("local_recipient_maps");
    public static final Parameter<String> RECIPIENT_DELIMITER = Parameter.text("recipient_delimiter");
    public static final Parameter<String> QUEUE_DIRECTORY = Parameter.text("queue_directory");
    public static final Parameter<String> DATA_DIRECTORY = Parameter.text("data_directory");
    public static final Parameter<String> MAIL_OWNER = Parameter.text("mail_owner");
    public static final Parameter<String> DEFAULT_DATABASE_TYPE = Parameter.text("default_database_type");
    public static final Parameter<Long> MESSAGE_SIZE_LIMIT = Parameter.size("message_size_limit");
    public static final Parameter<String> DEBUG_PEER_LIST = Parameter.text("debug_peer_list");
    public static final Parameter<String> SYSLOG_NAME = Parameter.text("syslog_name");
    public static final Parameter<String> MAILLOG_FILE = Parameter.text("maillog_file");
    public static final Parameter<Boolean> ENABLE_LONG_QUEUE_IDS = Parameter.bool("enable_long_queue_ids");
    public static final Parameter<Boolean> ENABLE_ORIGINAL_RECIPIENT = Parameter.bool("enable_original_recipient");
    public static final Parameter<Integer> DEFAULT_PROCESS_LIMIT = Parameter.integer("default_process_limit");
    public static final Parameter<String> DOUBLE_BOUNCE_SENDER = Parameter.text("double_bounce_sender");
    public static final Parameter<List<String>> INET_INTERFACES = Parameter.list("inet_interfaces");
    public static final Parameter<List<String>> INET_PROTOCOLS = Parameter.list("inet_protocols");
    public static final Parameter<Boolean> SOFT_BOUNCE = Parameter.bool("soft_bounce");
    public static final Parameter<Duration> DELAY_WARNING_TIME = Parameter.time("delay_warning_time");

    public static final Parameter<String> DEFAULT_VERP_DELIMITERS = Parameter.text("default_verp_delimiters");
    /** The characters that a client or a user may name as VERP delimiters. */
    public static final Parameter<String> VERP_DELIMITER_FILTER = Parameter.text("verp_delimiter_filter");

    private GlobalParameters() {}
}
