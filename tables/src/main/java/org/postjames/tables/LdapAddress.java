package org.postjames.tables;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an LDAP server is: the host of an LDAP URL; its path and what follows mean nothing here.
 *
 * @param scheme {@code ldap}, {@code ldaps} or {@code ldapi}
 * @param host a name or address without brackets, or the file of {@code ldapi}
 */
record LdapAddress(String scheme, String host, int port) {
    private static final Pattern URL = Pattern.compile(
            "(ldaps?|ldapi)://(\\[[^\\]]*\\]|[^/:?]*)(?::(\\d{1,5}))?(?:[/?].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ANY_URL =
            Pattern.compile("(?i)<?(url:)?(c?ldap|ldaps|ldapi|pldaps?)://.*", Pattern.DOTALL);
    /** Where Debian's slapd listens. */
    private static final String DEFAULT_SOCKET = "/var/run/slapd/ldapi";

    /** Whether OpenLDAP would take the text for a URL. // ldap_is_ldap_url(3) */
    static boolean isUrl(String text) {
        return ANY_URL.matcher(text).matches();
    }

    /** The address in a URL, if it is one that can be asked. */
    static Optional<LdapAddress> of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        int port = scheme.equals("ldaps") ? 636 : 389;
        if (parts.group(3) != null) {
            port = Integer.parseInt(parts.group(3));
        }
        try {
            host = LDAPURL.percentDecode(host);
        } catch (LDAPException e) {
            return Optional.empty();
        }
        if (host.isEmpty()) {
            host = scheme.equals("ldapi") ? DEFAULT_SOCKET : "localhost";
        }
        return port > 65_535 ? Optional.empty() : Optional.of(new LdapAddress(scheme, host, port));
    }

    boolean isTls() {
        return scheme.equals("ldaps");
    }

    boolean isSocketFile() {
        return scheme.equals("ldapi");
    }
}
