package org.postjames.smtp.client.tls;

import java.time.Duration;
import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that only the client's TLS reads. */
final class ClientTlsParameters {
    static final Parameter<String> SMTP_TLS_SECURITY_LEVEL = Parameter.text("smtp_tls_security_level");
    static final Parameter<String> SMTP_TLS_POLICY_MAPS = Parameter.text("smtp_tls_policy_maps");
    static final Parameter<String> SMTP_TLS_PER_SITE = Parameter.text("smtp_tls_per_site");
    static final Parameter<String> SMTP_TLS_CIPHERS = Parameter.text("smtp_tls_ciphers");
    static final Parameter<String> SMTP_TLS_MANDATORY_CIPHERS = Parameter.text("smtp_tls_mandatory_ciphers");
    static final Parameter<String> SMTP_TLS_CAFILE = Parameter.text("smtp_tls_CAfile");
    static final Parameter<String> SMTP_TLS_CAPATH = Parameter.text("smtp_tls_CApath");
    static final Parameter<String> SMTP_TLS_SERVERNAME = Parameter.text("smtp_tls_servername");
    static final Parameter<String> SMTP_TLS_FINGERPRINT_DIGEST = Parameter.text("smtp_tls_fingerprint_digest");
    static final Parameter<String> SMTP_TLS_LOGLEVEL = Parameter.text("smtp_tls_loglevel");
    static final Parameter<String> SMTP_TLS_CERT_FILE = Parameter.text("smtp_tls_cert_file");
    static final Parameter<String> SMTP_TLS_KEY_FILE = Parameter.text("smtp_tls_key_file");
    static final Parameter<String> SMTP_TLS_ECCERT_FILE = Parameter.text("smtp_tls_eccert_file");
    static final Parameter<String> SMTP_TLS_ECKEY_FILE = Parameter.text("smtp_tls_eckey_file");
    static final Parameter<String> SMTP_TLS_DCERT_FILE = Parameter.text("smtp_tls_dcert_file");
    static final Parameter<String> SMTP_TLS_DKEY_FILE = Parameter.text("smtp_tls_dkey_file");
    static final Parameter<String> SMTP_TLS_SESSION_CACHE_DATABASE = Parameter.text("smtp_tls_session_cache_database");
    static final Parameter<String> TLS_HIGH_CIPHERLIST = Parameter.text("tls_high_cipherlist");
    static final Parameter<String> TLS_MEDIUM_CIPHERLIST = Parameter.text("tls_medium_cipherlist");
    static final Parameter<String> TLS_LOW_CIPHERLIST = Parameter.text("tls_low_cipherlist");
    static final Parameter<String> TLS_EXPORT_CIPHERLIST = Parameter.text("tls_export_cipherlist");
    static final Parameter<String> TLS_NULL_CIPHERLIST = Parameter.text("tls_null_cipherlist");
    static final Parameter<List<String>> SMTP_TLS_PROTOCOLS = Parameter.list("smtp_tls_protocols");
    static final Parameter<List<String>> SMTP_TLS_MANDATORY_PROTOCOLS = Parameter.list("smtp_tls_mandatory_protocols");
    static final Parameter<List<String>> SMTP_TLS_EXCLUDE_CIPHERS = Parameter.list("smtp_tls_exclude_ciphers");
    static final Parameter<List<String>> SMTP_TLS_MANDATORY_EXCLUDE_CIPHERS =
            Parameter.list("smtp_tls_mandatory_exclude_ciphers");
    static final Parameter<List<String>> SMTP_TLS_VERIFY_CERT_MATCH = Parameter.list("smtp_tls_verify_cert_match");
    static final Parameter<List<String>> SMTP_TLS_SECURE_CERT_MATCH = Parameter.list("smtp_tls_secure_cert_match");
    static final Parameter<List<String>> SMTP_TLS_FINGERPRINT_CERT_MATCH =
            Parameter.list("smtp_tls_fingerprint_cert_match");
    static final Parameter<List<String>> SMTP_TLS_CHAIN_FILES = Parameter.list("smtp_tls_chain_files");
    static final Parameter<List<String>> SMTP_TLS_TRUST_ANCHOR_FILE = Parameter.list("smtp_tls_trust_anchor_file");
    static final Parameter<List<String>> TLS_EECDH_AUTO_CURVES = Parameter.list("tls_eecdh_auto_curves");
    static final Parameter<Boolean> SMTP_USE_TLS = Parameter.bool("smtp_use_tls");
    static final Parameter<Boolean> SMTP_ENFORCE_TLS = Parameter.bool("smtp_enforce_tls");
    static final Parameter<Boolean> SMTP_TLS_ENFORCE_PEERNAME = Parameter.bool("smtp_tls_enforce_peername");
    static final Parameter<Boolean> SMTP_TLS_CONNECTION_REUSE = Parameter.bool("smtp_tls_connection_reuse");
    static final Parameter<Boolean> TLS_APPEND_DEFAULT_CA = Parameter.bool("tls_append_default_CA");
    static final Parameter<Integer> SMTP_TLS_SCERT_VERIFYDEPTH = Parameter.integer("smtp_tls_scert_verifydepth");
    static final Parameter<Duration> SMTP_TLS_SESSION_CACHE_TIMEOUT = Parameter.time("smtp_tls_session_cache_timeout");

    private ClientTlsParameters() {}
}
