package org.postjames.smtp.client.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.postjames.access.HostNames;

/**
 * The names by which a server may be known. {@code .example.com} is any name below that. An address is looked for among the certificate's addresses, in addition to the
 * names. // tls_client.c: add_namechecks(); X509_check_host(3), X509_check_ip(3)
 */
final class PeerNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final List<String> names = new ArrayList<>();
    private String address = "";

    PeerNames(List<String> match, String host, String nexthop) {
        for (String word : match) {
            switch (word.toLowerCase(Locale.ROOT)) {
                case "hostname" -> add(host);
                case "nexthop" -> add(nexthop);
                case "dot-nexthop" -> add("." + nexthop);
                default -> add(word);
            }
        }
    }

    private void add(String name) {
        if (HostNames.isHostAddress(name)) {
            address = address.isEmpty() ? name : address;
        } else if (!name.isEmpty() && !name.equals(".")) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
    }

    boolean isEmpty() {
        return names.isEmpty() && address.isEmpty();
    }

    /** What does not fit, in OpenSSL's words; nothing if all does. */
    Optional<String> mismatch(X509Certificate certificate) {
        try {
            if (!names.isEmpty() && certified(certificate).stream().noneMatch(this::matches)) {
                return Optional.of("num=62:hostname mismatch");
            }
            if (!address.isEmpty() && !alternatives(certificate, ADDRESS).contains(address)) {
                return Optional.of("num=64:IP address mismatch");
            }
            return Optional.empty();
        } catch (CertificateParsingException e) {
            return Optional.of("num=62:hostname mismatch");
        }
    }

    private boolean matches(String pattern) {
        return names.stream().anyMatch(name -> matches(pattern, name));
    }

    /** Only a whole first label may be a star, before two more; it stands for one label. */
    static boolean matches(String certified, String name) {
        String pattern = certified.toLowerCase(Locale.ROOT);
        if (name.startsWith(".")) {
            return pattern.length() > name.length() && pattern.endsWith(name);
        }
        if (!pattern.startsWith("*.") || pattern.indexOf('.', 2) < 0 || pattern.indexOf('*', 1) >= 0) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }

    /** The alternative names, or, if there are none, the common names. */
    private static List<String> certified(X509Certificate certificate) throws CertificateParsingException {
        List<String> alternatives = alternatives(certificate, DNS);
        return alternatives.isEmpty() ? commonNames(certificate.getSubjectX500Principal()) : alternatives;
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) throws CertificateParsingException {
        List<String> found = new ArrayList<>();
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        for (List<?> entry : all == null ? List.<List<?>>of() : all) {
            if (entry.getFirst().equals(kind) && entry.get(1) instanceof String text) {
                found.add(text);
            }
        }
        return found;
    }

    private static List<String> commonNames(X500Principal subject) {
        try {
            return new LdapName(subject.getName(X500Principal.RFC2253))
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
