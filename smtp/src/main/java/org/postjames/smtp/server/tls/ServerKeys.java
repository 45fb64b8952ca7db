package org.postjames.smtp.server.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Chooses among the keys for the name that the client asks for, or among the server's own. */
final class ServerKeys extends X509ExtendedKeyManager {
    private static final String SEPARATOR = "/";

    private final X509ExtendedKeyManager own;
    private final ServerNames names;

    /** @param own the keys of the server */
    ServerKeys(KeyStore own, ServerNames names) throws GeneralSecurityException {
        this.own = manager(own);
        this.names = names;
    }

    /** What chooses among the keys of a store by what the client can do. */
    static X509ExtendedKeyManager manager(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        if (socket instanceof SSLSocket tls) {
            Collection<SNIMatcher> matchers = tls.getSSLParameters().getSNIMatchers();
            for (SNIMatcher matcher : matchers == null ? List.<SNIMatcher>of() : matchers) {
                if (matcher instanceof ServerNames.Requested requested
                        && !requested.keys().isEmpty()) {
                    X509ExtendedKeyManager keys = names.keys(requested.keys());
                    String alias = keys == null ? null : keys.chooseServerAlias(keyType, issuers, socket);
                    return alias == null ? null : requested.keys() + SEPARATOR + alias;
                }
            }
        }
        return own.chooseServerAlias(keyType, issuers, socket);
    }

    private @Nullable X509ExtendedKeyManager manager(String alias) {
        int end = alias.indexOf(SEPARATOR);
        return end < 0 ? own : names.keys(alias.substring(0, end));
    }

    private static String ownAlias(String alias) {
        return alias.substring(alias.indexOf(SEPARATOR) + 1);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        X509ExtendedKeyManager keys = manager(alias);
        return keys == null ? null : keys.getCertificateChain(ownAlias(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        X509ExtendedKeyManager keys = manager(alias);
        return keys == null ? null : keys.getPrivateKey(ownAlias(alias));
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return own.getServerAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // it is no client
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
