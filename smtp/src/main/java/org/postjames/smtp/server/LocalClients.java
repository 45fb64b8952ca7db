package org.postjames.smtp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postjames.access.ClientCertificate;
import org.postjames.access.InetInterfaces;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Maps;
import org.postjames.table.NetworkList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** {@code local_header_rewrite_clients}: whose incomplete addresses are completed with our own domain. // smtpd_check_rewrite() */
final class LocalClients {
    @FunctionalInterface
    private interface Condition {
        boolean holds(Session session) throws TableUnavailableException;
    }

    private final List<Condition> conditions = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();

    LocalClients(PostfixConfig config, Tables tables, NetworkList mynetworks) {
        Maps certificates = tables.maps(config.value("relay_clientcerts").orElse(""));
        for (String word : config.get(SmtpdParameters.LOCAL_HEADER_REWRITE_CLIENTS)) {
            switch (word.toLowerCase(Locale.ROOT)) {
                case "permit_inet_interfaces" -> {
                    Set<String> own = InetInterfaces.addresses(config);
                    conditions.add(session -> own.contains(session.connectedAddress));
                }
                case "permit_mynetworks" ->
                    conditions.add(session -> mynetworks.matches(session.client.name(), session.client.address()));
                case "permit_sasl_authenticated" ->
                    conditions.add(session -> session.sasl != null && session.saslUsername != null);
                case "permit_tls_clientcerts" -> conditions.add(session -> isListed(session, certificates));
                case "permit_tls_all_clientcerts" ->
                    conditions.add(session -> isTrusted(session) || isListed(session, certificates));
                case "check_address_map" -> {} // the table follows
                default -> addTable(word, tables);
            }
        }
    }

    private void addTable(String word, Tables tables) {
        if (word.indexOf(':') < 0) {
            flaws.add("parameter local_header_rewrite_clients: invalid request: " + word);
            return;
        }
        Maps map = tables.maps(word);
        conditions.add(session -> map.find(session.client.address()).isPresent());
    }

    private static boolean isTrusted(Session session) {
        ClientCertificate certificate = session.tls == null ? null : session.tls.certificate();
        return certificate != null && certificate.trusted();
    }

    /** Whether certificate or key is in {@code relay_clientcerts}. // permit_tls_clientcerts() */
    private static boolean isListed(Session session, Maps certificates) throws TableUnavailableException {
        ClientCertificate certificate = session.tls == null ? null : session.tls.certificate();
        return certificate != null
                && (certificates.find(certificate.fingerprint()).isPresent()
                        || certificates.find(certificate.keyFingerprint()).isPresent());
    }

    List<String> flaws() {
        return flaws;
    }

    /** A table that cannot answer now makes nobody local. */
    boolean matches(Session session) {
        for (Condition condition : conditions) {
            try {
                if (condition.holds(session)) {
                    return true;
                }
            } catch (TableUnavailableException e) {
                session.warn(String.valueOf(e.getMessage()));
                return false;
            }
        }
        return false;
    }
}
