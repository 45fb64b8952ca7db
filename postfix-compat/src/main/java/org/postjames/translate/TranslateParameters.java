package org.postjames.translate;

import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that James's XML shows: our own for what Postfix does not do, and some of Postfix's. */
final class TranslateParameters {
    static final Parameter<String> POSTJAMES_PASSWD_FILE = Parameter.text("postjames_passwd_file");
    static final Parameter<List<String>> POSTJAMES_IMAP_LISTEN = Parameter.list("postjames_imap_listen");
    static final Parameter<List<String>> POSTJAMES_IMAPS_LISTEN = Parameter.list("postjames_imaps_listen");
    static final Parameter<List<String>> POSTJAMES_POP3_LISTEN = Parameter.list("postjames_pop3_listen");
    static final Parameter<List<String>> POSTJAMES_POP3S_LISTEN = Parameter.list("postjames_pop3s_listen");
    static final Parameter<String> POSTJAMES_TLS_CERT_FILE = Parameter.text("postjames_tls_cert_file");
    static final Parameter<String> POSTJAMES_TLS_KEY_FILE = Parameter.text("postjames_tls_key_file");
    static final Parameter<Long> POSTJAMES_LOGIN_LITERAL_LIMIT = Parameter.size("postjames_login_literal_limit");
    static final Parameter<Integer> VIRTUAL_ALIAS_RECURSION_LIMIT = Parameter.integer("virtual_alias_recursion_limit");
    static final Parameter<List<String>> MESSAGE_DROP_HEADERS = Parameter.list("message_drop_headers");
    static final Parameter<String> NOTICE_RECIPIENT = Parameter.text("2bounce_notice_recipient");
    static final Parameter<String> RELAYHOST = Parameter.text("relayhost");
    static final Parameter<String> SMTP_HELO_NAME = Parameter.text("smtp_helo_name");

    private TranslateParameters() {}
}
