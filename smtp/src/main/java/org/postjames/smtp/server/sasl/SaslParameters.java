package org.postjames.smtp.server.sasl;

import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that only AUTH reads. */
final class SaslParameters {
    static final Parameter<Boolean> SMTPD_SASL_AUTH_ENABLE = Parameter.bool("smtpd_sasl_auth_enable");
    static final Parameter<String> SMTPD_SASL_TYPE = Parameter.text("smtpd_sasl_type");
    static final Parameter<String> SMTPD_SASL_PATH = Parameter.text("smtpd_sasl_path");
    static final Parameter<String> SMTPD_SASL_SERVICE = Parameter.text("smtpd_sasl_service");
    static final Parameter<String> SMTPD_SASL_LOCAL_DOMAIN = Parameter.text("smtpd_sasl_local_domain");
    static final Parameter<String> CYRUS_SASL_CONFIG_PATH = Parameter.text("cyrus_sasl_config_path");
    static final Parameter<String> SMTPD_SASL_MECHANISM_FILTER = Parameter.text("smtpd_sasl_mechanism_filter");
    static final Parameter<List<String>> SMTPD_SASL_SECURITY_OPTIONS = Parameter.list("smtpd_sasl_security_options");
    static final Parameter<List<String>> SMTPD_SASL_TLS_SECURITY_OPTIONS =
            Parameter.list("smtpd_sasl_tls_security_options");

    /** The users of {@code postjames_passwd_file} log in, whatever {@code smtpd_sasl_type} says. */
    static final Parameter<Boolean> POSTJAMES_SASL_USERS = Parameter.bool("postjames_sasl_users");

    private SaslParameters() {}
}
