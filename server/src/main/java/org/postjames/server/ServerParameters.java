package org.postjames.server;

import java.time.Duration;
import java.util.List;
import org.postjames.config.Parameter;

/** The parameters that only the server reads. What begins with {@code postjames_} is not Postfix's. */
public final class ServerParameters {
    /** The users of IMAP, POP3 and SMTP AUTH, in Dovecot's passwd-file format; empty: nobody can log in. */
    public static final Parameter<String> POSTJAMES_PASSWD_FILE = Parameter.text("postjames_passwd_file");

    /** {@code port} or {@code host:port}, several allowed; empty: not served. */
    public static final Parameter<List<String>> POSTJAMES_IMAP_LISTEN = Parameter.list("postjames_imap_listen");

    public static final Parameter<List<String>> POSTJAMES_IMAPS_LISTEN = Parameter.list("postjames_imaps_listen");
    public static final Parameter<List<String>> POSTJAMES_POP3_LISTEN = Parameter.list("postjames_pop3_listen");
    public static final Parameter<List<String>> POSTJAMES_POP3S_LISTEN = Parameter.list("postjames_pop3s_listen");

    /** The certificate chain and key for IMAP and POP3, PEM. */
    public static final Parameter<String> POSTJAMES_TLS_CERT_FILE = Parameter.text("postjames_tls_cert_file");

    public static final Parameter<String> POSTJAMES_TLS_KEY_FILE = Parameter.text("postjames_tls_key_file");

    /** The largest IMAP literal, before and after login. */
    public static final Parameter<Long> POSTJAMES_LOGIN_LITERAL_LIMIT = Parameter.size("postjames_login_literal_limit");

    /** Connections per listener, all clients together. */
    public static final Parameter<Integer> POSTJAMES_LOGIN_CONNECTION_LIMIT =
            Parameter.integer("postjames_login_connection_limit");

    /** Connections per listener from one client address. */
    public static final Parameter<Integer> POSTJAMES_LOGIN_CONNECTION_COUNT_LIMIT =
            Parameter.integer("postjames_login_connection_count_limit");

    /** How long SMTP, IMAP and POP3 clients wait for the answer to a wrong password. */
    public static final Parameter<Duration> POSTJAMES_LOGIN_FAILURE_DELAY =
            Parameter.time("postjames_login_failure_delay");

    /** So many failures of one client address within {@code anvil_rate_time_unit} are too many; 0: there is no limit. */
    public static final Parameter<Integer> POSTJAMES_LOGIN_FAILURE_LIMIT =
            Parameter.integer("postjames_login_failure_limit");

    static final Parameter<Duration> ANVIL_RATE_TIME_UNIT = Parameter.time("anvil_rate_time_unit");

    /** Clients whose failures to log in do not count, either. */
    static final Parameter<String> SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS =
            Parameter.text("smtpd_client_event_limit_exceptions");

    /** Where to ask whether an OAuth 2.0 access token is good, RFC 7662; empty: XOAUTH2 and OAUTHBEARER are not offered. */
    public static final Parameter<String> POSTJAMES_OAUTH2_INTROSPECTION_URL =
            Parameter.text("postjames_oauth2_introspection_url");

    /** {@code client:secret}, for the server that is asked; empty: it wants none. */
    public static final Parameter<String> POSTJAMES_OAUTH2_CLIENT_FILE = Parameter.text("postjames_oauth2_client_file");

    /** The member of its answer that names the user. */
    public static final Parameter<String> POSTJAMES_OAUTH2_USERNAME_CLAIM =
            Parameter.text("postjames_oauth2_username_claim");

    /** A scope that the token must have; empty: none. */
    public static final Parameter<String> POSTJAMES_OAUTH2_SCOPE = Parameter.text("postjames_oauth2_scope");

    /** How long a message may take at one processor of the administrator's mailets; 0: for ever. */
    public static final Parameter<Duration> POSTJAMES_MAILET_TIME_LIMIT = Parameter.time("postjames_mailet_time_limit");

    private ServerParameters() {}
}
