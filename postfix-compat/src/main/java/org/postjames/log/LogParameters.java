package org.postjames.log;

import java.util.List;
import org.postjames.config.Parameter;

/** Parameters that the log reads. */
final class LogParameters {
    static final Parameter<String> SYSLOG_FACILITY = Parameter.text("syslog_facility");
    static final Parameter<List<String>> MAILLOG_FILE_PREFIXES = Parameter.list("maillog_file_prefixes");

    static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");

    private LogParameters() {}
}
