package org.postjames.smtp.server.tls;

import java.time.Duration;
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

    static final Parameter<String> SMTPD_TLS_DCERT_FILE = Parameter.text("smtpd_tls_dcert_file");
    static final Parameter<String> SMTPD_TLS_DKEY_FILE = Parameter.text("smtpd_tls_dkey_file");
    static final Parameter<String> SMTPD_TLS_CIPHERS = Parameter.text("smtpd_tls_ciphers");
    static final Parameter<String> SMTPD_TLS_MANDATORY_CIPHERS = Parameter.text("smtpd_tls_mandatory_ciphers");
    static final Parameter<List<String>> SMTPD_TLS_EXCLUDE_CIPHERS = Parameter.list("smtpd_tls_exclude_ciphers");
    static final Parameter<List<String>> SMTPD_TLS_MANDATORY_EXCLUDE_CIPHERS =
            Parameter.list("smtpd_tls_mandatory_exclude_ciphers");
    static final Parameter<String> TLS_HIGH_CIPHERLIST = Parameter.text("tls_high_cipherlist");
    static final Parameter<String> TLS_MEDIUM_CIPHERLIST = Parameter.text("tls_medium_cipherlist");
    static final Parameter<String> TLS_LOW_CIPHERLIST = Parameter.text("tls_low_cipherlist");
    static final Parameter<String> TLS_EXPORT_CIPHERLIST = Parameter.text("tls_export_cipherlist");
    static final Parameter<String> TLS_NULL_CIPHERLIST = Parameter.text("tls_null_cipherlist");
    static final Parameter<Boolean> TLS_PREEMPT_CIPHERLIST = Parameter.bool("tls_preempt_cipherlist");
    static final Parameter<Boolean> SMTPD_TLS_ASK_CCERT = Parameter.bool("smtpd_tls_ask_ccert");
    static final Parameter<Boolean> SMTPD_TLS_REQ_CCERT = Parameter.bool("smtpd_tls_req_ccert");
    static final Parameter<Integer> SMTPD_TLS_CCERT_VERIFYDEPTH = Parameter.integer("smtpd_tls_ccert_verifydepth");
    static final Parameter<String> SMTPD_TLS_CAFILE = Parameter.text("smtpd_tls_CAfile");
    static final Parameter<String> SMTPD_TLS_CAPATH = Parameter.text("smtpd_tls_CApath");
    static final Parameter<String> SMTPD_TLS_FINGERPRINT_DIGEST = Parameter.text("smtpd_tls_fingerprint_digest");
    static final Parameter<List<String>> TLS_EECDH_AUTO_CURVES = Parameter.list("tls_eecdh_auto_curves");
    static final Parameter<String> TLS_SERVER_SNI_MAPS = Parameter.text("tls_server_sni_maps");
    static final Parameter<String> SMTPD_TLS_SESSION_CACHE_DATABASE =
            Parameter.text("smtpd_tls_session_cache_database");
    static final Parameter<String> TLS_SESSION_TICKET_CIPHER = Parameter.text("tls_session_ticket_cipher");
    static final Parameter<List<String>> TLS_SSL_OPTIONS = Parameter.list("tls_ssl_options");
    static final Parameter<Duration> SMTPD_TLS_SESSION_CACHE_TIMEOUT =
            Parameter.time("smtpd_tls_session_cache_timeout");

    private TlsParameters() {}
}
