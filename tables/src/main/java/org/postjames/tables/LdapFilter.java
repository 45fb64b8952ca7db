package org.postjames.tables;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;

/** A search filter, read as loosely as the OpenLDAP library reads it: blanks may stand around the parts of a composed one. // RFC 2254 4 */
final class LdapFilter {
    private LdapFilter() {}

    static Filter parse(String text) throws LDAPException {
        return Filter.create(compact(text));
    }

    /** Without the blanks that are not in a value. */
    private static String compact(String text) {
        StringBuilder out = new StringBuilder();
        boolean between = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (between && c == ' ') {
                continue;
            }
            boolean opens = c == '(' || between && (c == '&' || c == '|' || c == '!');
            between = opens || c == ')';
            out.append(c);
        }
        return out.toString();
    }

    /** As a value in a filter that adds nothing to the filter. // RFC 2254 4 */
    static String quote(String value) {
        return escape(value, "*()\\");
    }

    /** As a value in a distinguished name that adds nothing to the name. // RFC 2253 2.4 */
    static String quoteInName(String value) {
        return escape(value, " \t\"#+,;<>\\");
    }

    private static String escape(String value, String special) {
        StringBuilder out = new StringBuilder();
        for (char c : value.toCharArray()) {
            if (special.indexOf(c) >= 0) {
                out.append("\\%02X".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
