package org.postjames.queuefile;

/** The names of the attributes that a queue file carries. // mail_proto.h */
public final class QueueAttributes {
    public static final String CREATE_TIME = "create_time";
    public static final String REWRITE_CONTEXT = "rewrite_context";
    public static final String LOCAL = "local";
    public static final String REMOTE = "remote";
    public static final String ENCODING = "encoding";
    public static final String ENCODING_7BIT = "7bit";
    public static final String ENCODING_8BIT = "8bit";
    public static final String DSN_ENVID = "envelope_id";
    public static final String DSN_RET = "ret_flags";
    public static final String DSN_ORCPT = "dsn_orig_rcpt";
    public static final String DSN_NOTIFY = "notify_flags";
    public static final String TRACE_FLAGS = "trace_flags";
    /** Bits of {@link #TRACE_FLAGS}. The mail system wants to know whether an address is deliverable. // deliver_request.h */
    public static final int TRACE_ADDRESS_PROBE = 256;

    /** The sender wants to know whether the recipients are deliverable: {@code sendmail -bv}. */
    public static final int TRACE_VERIFY = 512;

    /** The sender wants a report of the first delivery attempt: {@code sendmail -v}. */
    public static final int TRACE_RECORD = 1024;

    /** Who the message came from for the delivery agents; the {@code log_} ones say it for the log. */
    public static final String CLIENT_NAME = "client_name";

    public static final String REVERSE_CLIENT_NAME = "reverse_client_name";
    public static final String CLIENT_ADDRESS = "client_address";
    public static final String CLIENT_PORT = "client_port";
    public static final String CLIENT_ADDRESS_TYPE = "client_address_type";
    public static final String SERVER_ADDRESS = "server_address";
    public static final String SERVER_PORT = "server_port";
    public static final String HELO_NAME = "helo_name";
    public static final String PROTOCOL_NAME = "protocol_name";
    public static final String LOG_IDENT = "log_ident";
    public static final String LOG_CLIENT_NAME = "log_client_name";
    public static final String LOG_CLIENT_ADDRESS = "log_client_address";
    public static final String LOG_CLIENT_PORT = "log_client_port";
    public static final String LOG_MESSAGE_ORIGIN = "log_message_origin";
    public static final String LOG_HELO_NAME = "log_helo_name";
    public static final String LOG_PROTOCOL_NAME = "log_protocol_name";
    public static final String SASL_METHOD = "sasl_method";
    public static final String SASL_USERNAME = "sasl_username";
    public static final String SASL_SENDER = "sasl_sender";

    private QueueAttributes() {}
}
