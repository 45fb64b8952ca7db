package org.postjames.translate;

import java.util.List;
import org.postjames.config.Parameter;

/** Our own parameters for what Postfix does not do, as far as James's XML shows them. */
final class TranslateParameters {
    static final Parameter<String> POSTJAMES_PASSWD_FILE = Parameter.text("postjames_passwd_file");
    static final Parameter<List<String>> POSTJAMES_IMAP_LISTEN = Parameter.list("postjames_imap_listen");
    static final Parameter<List<String>> POSTJAMES_IMAPS_LISTEN = Parameter.list("postjames_imaps_listen");
    static final Parameter<List<String>> POSTJAMES_POP3_LISTEN = Parameter.list("postjames_pop3_listen");
    static final Parameter<List<String>> POSTJAMES_POP3S_LISTEN = Parameter.list("postjames_pop3s_listen");
    static final Parameter<String> POSTJAMES_TLS_CERT_FILE = Parameter.text("postjames_tls_cert_file");
    static final Parameter<String> POSTJAMES_TLS_KEY_FILE = Parameter.text("postjames_tls_key_file");
    static final Parameter<Long> POSTJAMES_LOGIN_LITERAL_LIMIT = Parameter.size("postjames_login_literal_limit");

    private TranslateParameters() {}
}
