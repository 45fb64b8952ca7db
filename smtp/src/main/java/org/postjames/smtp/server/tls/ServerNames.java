package org.postjames.smtp.server.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.postjames.access.HostNames;
import org.postjames.table.FileContent;
import org.postjames.table.LookupTable;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.tls.PemChains;

/** {@code tls_server_sni_maps}: the keys and certificates for the names by which clients call the server. // tls_misc.c: server_sni_callback() */
final class ServerNames {
    private static final String TITLE = "tls_server_sni_maps";
    private static final int REMEMBERED = 1000;

    private final Maps maps;
    private final Map<String, X509ExtendedKeyManager> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, X509ExtendedKeyManager> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param maps whose answers are base64 text, see {@link FileContent} */
    ServerNames(Maps maps) {
        this.maps = maps;
    }

    boolean isEmpty() {
        return maps.isEmpty();
    }

    /** For one handshake. */
    Requested requested(TlsLog log) {
        return new Requested(log);
    }

    /** The keys of a PEM text, by what {@link Requested#keys} calls it; null if others were asked for since, too many to remember. */
    @Nullable
    X509ExtendedKeyManager keys(String id) {
        synchronized (remembered) {
            return remembered.get(id);
        }
    }

    /** Makes the keys of a PEM text ready for handshakes, and names them; nothing if the text is flawed. */
    private Optional<String> prepare(String pem, String name, TlsLog log) {
        try {
            String id = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(pem.getBytes(StandardCharsets.ISO_8859_1)));
            if (keys(id) != null) {
                return Optional.of(id);
            }
            Optional<List<PemChains.Chain>> chains = PemChains.read(pem, "SNI data for " + name, log::warn);
            if (chains.isEmpty()) {
                return Optional.empty();
            }
            X509ExtendedKeyManager keys = ServerKeys.manager(PemChains.store(chains.get()));
            synchronized (remembered) {
                remembered.put(id, keys);
            }
            return Optional.of(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has these", e);
        }
    }

    /** PEM text for a name or a {@code .parent} of it; nothing if no table has one. */
    private Optional<String> find(String name, TlsLog log) throws TableUnavailableException {
        for (int at = 0; at >= 0; at = name.indexOf('.', at + 1)) {
            Optional<String> found = ask(name.substring(at), log);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** One key in all tables. // maps.c: maps_file_find() */
    private Optional<String> ask(String key, TlsLog log) throws TableUnavailableException {
        for (LookupTable table : maps.tables()) {
            Optional<String> value = table.lookup(key);
            if (value.isEmpty()) {
                continue;
            }
            Optional<String> content = FileContent.decode(value.get());
            if (value.get().isEmpty()) {
                log.warn(TITLE + " lookup of " + key + " returns an empty string result");
                log.warn(TITLE + " should return NO RESULT in case of NOT FOUND");
            } else if (content.isEmpty()) {
                log.warn("table " + table.name() + ": key " + key + ": " + FileContent.malformed(value.get()));
            } else {
                return content;
            }
            throw new TableUnavailableException(TITLE + " lookup failure");
        }
        return Optional.empty();
    }

    /** The name that a client asks for in one handshake, and what the tables have for it. */
    // Postfix differs: it takes names with an underscore and passes over what is no name, because it judges names
    // itself; Java ends the handshake when a name is not letters, digits and inner hyphens
    final class Requested extends SNIMatcher {
        private final TlsLog log;
        private String asked = "";
        private String name = "";
        private String keys = "";

        private Requested(TlsLog log) {
            // Postfix differs: its alert for a faulty entry is "internal error", and a name without an entry is not
            // acknowledged, because OpenSSL leaves that to it; Java acknowledges, or says "unrecognized name"
            super(StandardConstants.SNI_HOST_NAME);
            this.log = log;
        }

        /** The name for which there are keys, or nothing. */
        String name() {
            return name;
        }

        /** Which keys are those for the name; empty for the server's own. */
        String keys() {
            return keys;
        }

        @Override
        public boolean matches(SNIServerName serverName) {
            String text = new String(serverName.getEncoded(), StandardCharsets.ISO_8859_1);
            if (!HostNames.isHostName(text)) {
                log.warn("TLS SNI from " + log.client() + " is invalid: " + text);
                return true;
            }
            if (!asked.isEmpty()) { // the client was asked to try again // RFC 8446 4.1.4
                if (!asked.equals(text)) {
                    log.warn("TLS SNI changed from " + log.client() + " initially " + asked + ", " + text
                            + " after hello retry");
                }
                return true;
            }
            try {
                Optional<String> pem = find(text, log);
                if (pem.isEmpty()) {
                    log.info("TLS SNI " + text + " from " + log.client() + " not matched, using default chain");
                    return true;
                }
                asked = text;
                keys = prepare(pem.get(), text, log).orElse("");
                name = keys.isEmpty() ? "" : text;
                return !keys.isEmpty();
            } catch (TableUnavailableException e) {
                log.warn(TITLE + ": " + text + " map lookup problem");
                return false;
            }
        }
    }
}
