package org.postjames.tables;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableUnavailableException;

/**
 * The servers of an LDAP table, to be tried in order, and the connections to them that nobody uses just now. // ldap_table(5): server_host, bind, start_tls
 */
final class LdapServers implements AutoCloseable {
    private static final long REST_NANOS = Duration.ofSeconds(60).toNanos();

    private record Idle(LDAPConnection connection, long sinceNanos) {}

    private final TableContext context;
    private final String urls;
    private final List<LdapAddress> addresses;
    private final int seconds;
    private final boolean bind;
    private final String bindName;
    private final byte[] password;
    private final boolean startTls;
    /** Nothing if the table's own servers speak plainly. */
    private final Optional<TableTls> tls;

    private final String randomFile;
    private final LDAPConnectionOptions options;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    LdapServers(TableName name, TableParameters parameters, TableContext context) throws TableUnavailableException {
        this.context = context;
        int port = parameters.integer("server_port", 389, 0);
        List<String> hosts = hosts(parameters, port, context);
        urls = String.join(" ", hosts);
        addresses = new ArrayList<>();
        hosts.forEach(url -> LdapAddress.of(url).ifPresent(addresses::add));
        seconds = parameters.integer("timeout", 10, 0);
        bind = bind(name, parameters, context);
        bindName = parameters.text("bind_dn", "");
        password = parameters.text("bind_pw", "").getBytes(StandardCharsets.ISO_8859_1);
        startTls = parameters.bool("start_tls", false);
        checkVersion(name, parameters, context);
        tls = tls(parameters);
        randomFile = isTls() ? parameters.text("tls_random_file", "") : "";
        options = options(parameters.bool("chase_referrals", false));
    }

    private static List<String> hosts(TableParameters parameters, int port, TableContext context)
            throws TableUnavailableException {
        parameters.required("server_host", "localhost");
        List<String> urls = new ArrayList<>();
        for (String host : parameters.list("server_host", "localhost")) {
            String url = host;
            if (!LdapAddress.isUrl(host)) {
                url = "ldap://" + (host.contains(":") ? host : host + ":" + port);
            } else if (LdapAddress.of(host).isEmpty()) {
                context.warnings().accept("dict_ldap_open: error parsing URL " + host + "; skipping");
                continue;
            }
            urls.add(url);
        }
        return urls;
    }

    private static boolean bind(TableName name, TableParameters parameters, TableContext context)
            throws TableUnavailableException {
        String bind = parameters.required("bind", "yes");
        return switch (bind.toLowerCase(Locale.ROOT)) {
            case "yes", "simple" -> true;
            case "no", "none" -> false;
            case "sasl" -> throw new TableUnavailableException("bind = sasl of an ldap table is not supported yet");
            default -> throw context.fatal(name.name() + ": unsupported parameter value: bind = " + bind, null);
        };
    }

    /** LDAP has had version 3 since 1997; servers refuse the second unless they are told otherwise, and the library here speaks the third only. */
    private void checkVersion(TableName name, TableParameters parameters, TableContext context)
            throws TableUnavailableException {
        int version = parameters.integer("version", 3, 2);
        String place = "dict_ldap_open: " + name.name();
        if (version != 2 && version != 3) {
            context.warnings().accept(place + " Unknown version " + version + ", using 2.");
            version = 2;
        }
        for (LdapAddress address : addresses) {
            if (version != 3 && !address.scheme().equals("ldap")) {
                context.warnings()
                        .accept("dict_ldap_open: URL scheme " + address.scheme() + " requires protocol version 3");
                version = 3;
            }
        }
        if (version != 3 && startTls) {
            context.warnings().accept(place + " start_tls requires protocol version 3");
            version = 3;
        }
        // Postfix differs: version = 2 is spoken, because its library still can; here only version 3 is, and the table
        // says so
        if (version != 3) {
            throw new TableUnavailableException("version = 2 of an ldap table is not supported, use 3");
        }
    }

    private boolean isTls() {
        return startTls || addresses.stream().anyMatch(LdapAddress::isTls);
    }

    private Optional<TableTls> tls(TableParameters parameters) throws TableUnavailableException {
        boolean verify = parameters.bool("tls_require_cert", false);
        if (!isTls()) {
            return Optional.empty();
        }
        // Postfix differs: tls_cipher_suite is an OpenSSL or GnuTLS list, because that is its library; the TLS of Java
        // knows no such list, and the table says so
        if (parameters.optional("tls_cipher_suite").isPresent()) {
            throw new TableUnavailableException("tls_cipher_suite of an ldap table is not supported");
        }
        return Optional.of(new TableTls(
                parameters.text("tls_ca_cert_file", ""),
                parameters.text("tls_ca_cert_dir", ""),
                parameters.text("tls_cert", ""),
                parameters.text("tls_key", ""),
                verify));
    }

    private LDAPConnectionOptions options(boolean chaseReferrals) {
        LDAPConnectionOptions made = new LDAPConnectionOptions();
        // none for a negative one
        int millis = (int) Math.clamp(seconds * 1000L, 0, Integer.MAX_VALUE);
        made.setConnectTimeoutMillis(millis);
        made.setResponseTimeoutMillis(millis);
        made.setAbandonOnTimeout(true);
        made.setBindWithDNRequiresPassword(false);
        made.setSSLSocketVerifier(
                new LdapTlsVerifier(tls.map(TableTls::verifies).orElse(true), millis));
        made.setFollowReferrals(chaseReferrals);
        // as the OpenLDAP library does: nobody's password goes to a server that another one named
        made.setReferralConnector((url, from) -> open(referred(url)));
        return made;
    }

    private static LdapAddress referred(LDAPURL url) throws LDAPException {
        return LdapAddress.of(url.toString())
                .orElseThrow(() -> new LDAPException(ResultCode.PARAM_ERROR, "no server in " + url));
    }

    /** A connection that is ready for searches. @throws LDAPException if there is none, and nobody was told */
    LDAPConnection take() throws TableUnavailableException, LDAPException {
        LDAPConnection known = takeIdle();
        return known == null ? connect() : known;
    }

    private synchronized @Nullable LDAPConnection takeIdle() {
        long now = System.nanoTime();
        idle.removeIf(one -> {
            boolean old = now - one.sinceNanos >= REST_NANOS;
            if (old) {
                one.connection.close();
            }
            return old;
        });
        Idle newest = idle.pollLast();
        return newest == null ? null : newest.connection;
    }

    synchronized void giveBack(LDAPConnection connection) {
        if (closed) {
            connection.close();
        } else {
            idle.addLast(new Idle(connection, System.nanoTime()));
        }
    }

    /** A new connection, with TLS and bound as configured. */
    LDAPConnection connect() throws TableUnavailableException, LDAPException {
        if (!randomFile.isEmpty()) {
            // Debian's Postfix cannot either: GnuTLS takes no such file
            throw failed(
                    "dict_ldap_set_tls_options: Unable to set tls_random_file to " + randomFile + ": "
                            + LdapStatus.SERVER_DOWN.code() + ": " + LdapStatus.SERVER_DOWN.text(),
                    new LDAPException(ResultCode.NOT_SUPPORTED));
        }
        LDAPConnection connection;
        try {
            connection = openFirst();
        } catch (LDAPException e) {
            if (startTls) {
                throw startTlsFailed(LdapStatus.of(e), e);
            }
            if (bind) {
                throw bindFailed(LdapStatus.of(e), e);
            }
            throw e;
        }
        if (startTls) {
            startTls(connection);
        }
        if (bind) {
            bind(connection);
        }
        return connection;
    }

    private LDAPConnection openFirst() throws LDAPException {
        LDAPException failure = new LDAPException(ResultCode.SERVER_DOWN);
        for (LdapAddress address : addresses) {
            try {
                return open(address);
            } catch (LDAPException e) {
                failure = new LDAPException(ResultCode.SERVER_DOWN, e.getMessage(), e);
            }
        }
        throw failure;
    }

    private LDAPConnection open(LdapAddress address) throws LDAPException {
        SocketFactory factory = SocketFactory.getDefault();
        if (address.isSocketFile()) {
            factory = new UnixSocketFactory(address.host());
        } else if (address.isTls()) {
            // a table without TLS can only be referred here, and then trusts whom Java trusts
            factory = tls.isPresent() ? tls.get().context().getSocketFactory() : SSLSocketFactory.getDefault();
        }
        LDAPConnection connection = new LDAPConnection(factory, options);
        connection.connect(address.isSocketFile() ? "localhost" : address.host(), address.port());
        return connection;
    }

    private void startTls(LDAPConnection connection) throws TableUnavailableException {
        try {
            var result = connection.processExtendedOperation(
                    new StartTLSExtendedRequest(tls.orElseThrow().context()));
            if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(result);
            }
        } catch (LDAPException e) {
            connection.close();
            LdapStatus status = LdapStatus.of(e);
            boolean failedHere = status.code() < 0 && !status.equals(LdapStatus.TIMED_OUT);
            throw startTlsFailed(failedHere ? LdapStatus.CONNECT_ERROR : status, e);
        }
    }

    // Postfix differs: it says error, not warning, because it has a level between warning and fatal
    private TableUnavailableException startTlsFailed(LdapStatus status, LDAPException cause) {
        return failed("dict_ldap_connect: Unable to set STARTTLS: " + status.code() + ": " + status.text(), cause);
    }

    private void bind(LDAPConnection connection) throws TableUnavailableException {
        try {
            connection.bind(new SimpleBindRequest(Utf8.decode(bindName).orElse(bindName), password));
        } catch (LDAPException e) {
            connection.close();
            throw bindFailed(LdapStatus.of(e), e);
        }
    }

    private TableUnavailableException bindFailed(LdapStatus status, LDAPException cause) {
        return failed(
                "dict_ldap_connect: Unable to bind to server " + urls + " with dn "
                        + (bindName.isEmpty() ? "empty or implicit" : bindName) + ": " + status.code() + " ("
                        + status.text() + ")",
                cause);
    }

    private TableUnavailableException failed(String problem, LDAPException cause) {
        context.warnings().accept(problem);
        return new TableUnavailableException(problem, cause);
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(one -> one.connection.close());
        idle.clear();
    }
}
