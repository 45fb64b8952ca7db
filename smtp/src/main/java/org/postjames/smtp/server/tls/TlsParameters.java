package org.postjames.smtp.server.tls;

import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that only the SMTP server's TLS reads. */
final class TlsParameters {
    static final Parameter<String> SMTPD_TLS_SECURITY_LEVEL = Parameter.text("smtpd_tls_security_level");
    static final Parameter<Boolean> SMTPD_USE_TLS = Parameter.bool("smtpd_use_tls");
    static final Parameter<Boolean> SMTPD_ENFORCE_TLS = Parameter.bool("smtpd_enforce_tls");
    static final Parameter<Boolean> SMTPD_TLS_WRAPPERMODE = Parameter.bool("smtpd_tls_wrappermode");
    static final Parameter<List<String>> SMTPD_TLS_CHAIN_FILES = Parameter.list("smtpd_tls_chain_files");
    static final Parameter<String> SMTPD_TLS_CERT_FILE = Parameter.text("smtpd_tls_cert_file");
    static final Parameter<String> SMTPD_TLS_KEY_FILE = Parameter.text("smtpd_tls_key_file");
    static final Parameter<String> SMTPD_TLS_ECCERT_FILE = Parameter.text("smtpd_tls_eccert_file");
    static final Parameter<String> SMTPD_TLS_ECKEY_FILE = Parameter.text("smtpd_tls_eckey_file");
    static final Parameter<List<String>> SMTPD_TLS_PROTOCOLS = Parameter.list("smtpd_tls_protocols");
    static final Parameter<List<String>> SMTPD_TLS_MANDATORY_PROTOCOLS =
            Parameter.list("smtpd_tls_mandatory_protocols");
    static final Parameter<String> SMTPD_TLS_LOGLEVEL = Parameter.text("smtpd_tls_loglevel");

    private TlsParameters() {}
}
