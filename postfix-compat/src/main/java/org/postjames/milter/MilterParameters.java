package org.postjames.milter;

import java.time.Duration;
import org.postjames.config.Parameter;

/** The parameters about mail filters. */
public final class MilterParameters {
    public static final Parameter<String> SMTPD_MILTERS = Parameter.text("smtpd_milters");
    public static final Parameter<String> SMTPD_MILTER_MAPS = Parameter.text("smtpd_milter_maps");
    public static final Parameter<String> NON_SMTPD_MILTERS = Parameter.text("non_smtpd_milters");
    static final Parameter<Duration> MILTER_CONNECT_TIMEOUT = Parameter.time("milter_connect_timeout");
    static final Parameter<Duration> MILTER_COMMAND_TIMEOUT = Parameter.time("milter_command_timeout");
    static final Parameter<Duration> MILTER_CONTENT_TIMEOUT = Parameter.time("milter_content_timeout");
    static final Parameter<String> MILTER_PROTOCOL = Parameter.text("milter_protocol");
    static final Parameter<String> MILTER_DEFAULT_ACTION = Parameter.text("milter_default_action");
    static final Parameter<String> MILTER_CONNECT_MACROS = Parameter.text("milter_connect_macros");
    static final Parameter<String> MILTER_HELO_MACROS = Parameter.text("milter_helo_macros");
    static final Parameter<String> MILTER_MAIL_MACROS = Parameter.text("milter_mail_macros");
    static final Parameter<String> MILTER_RCPT_MACROS = Parameter.text("milter_rcpt_macros");
    static final Parameter<String> MILTER_DATA_MACROS = Parameter.text("milter_data_macros");
    static final Parameter<String> MILTER_END_OF_HEADER_MACROS = Parameter.text("milter_end_of_header_macros");
    static final Parameter<String> MILTER_END_OF_DATA_MACROS = Parameter.text("milter_end_of_data_macros");
    static final Parameter<String> MILTER_UNKNOWN_COMMAND_MACROS = Parameter.text("milter_unknown_command_macros");
    static final Parameter<String> MILTER_MACRO_DEFAULTS = Parameter.text("milter_macro_defaults");
    public static final Parameter<String> MILTER_MACRO_DAEMON_NAME = Parameter.text("milter_macro_daemon_name");
    public static final Parameter<String> MILTER_MACRO_V = Parameter.text("milter_macro_v");

    private MilterParameters() {}
}
