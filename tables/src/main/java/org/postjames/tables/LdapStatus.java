package org.postjames.tables;

import com.unboundid.ldap.sdk.LDAPException;

/** How an LDAP operation ended, with the numbers and words of the OpenLDAP library: those below zero are its own, the rest the server's. // ldap_error(3) */
record LdapStatus(int code) {
    static final LdapStatus SUCCESS = new LdapStatus(0);
    static final LdapStatus SERVER_DOWN = new LdapStatus(-1);
    static final LdapStatus TIMED_OUT = new LdapStatus(-5);
    static final LdapStatus CONNECT_ERROR = new LdapStatus(-11);
    static final LdapStatus NO_SUCH_OBJECT = new LdapStatus(32);

    /** The library here numbers its own failures from 81 to 97. */
    static LdapStatus of(LDAPException e) {
        int code = e.getResultCode().intValue();
        LdapStatus status = new LdapStatus(code > 80 && code < 98 ? 80 - code : code);
        // a connection that is gone; how it was lost is all one
        return status.equals(CONNECT_ERROR) ? SERVER_DOWN : status;
    }

    String text() {
        return switch (code) {
            case -1 -> "Can't contact LDAP server";
            case -2 -> "Local error";
            case -3 -> "Encoding error";
            case -4 -> "Decoding error";
            case -5 -> "Timed out";
            case -7 -> "Bad search filter";
            case -9 -> "Bad parameter to an ldap routine";
            case -11 -> "Connect error";
            case -12 -> "Not Supported";
            case -16 -> "Client Loop";
            case -17 -> "Referral Limit Exceeded";
            case 1 -> "Operations error";
            case 2 -> "Protocol error";
            case 3 -> "Time limit exceeded";
            case 4 -> "Size limit exceeded";
            case 5 -> "Compare False";
            case 6 -> "Compare True";
            case 7 -> "Authentication method not supported";
            case 8 -> "Strong(er) authentication required";
            case 10 -> "Referral";
            case 11 -> "Administrative limit exceeded";
            case 12 -> "Critical extension is unavailable";
            case 13 -> "Confidentiality required";
            case 14 -> "SASL bind in progress";
            case 16 -> "No such attribute";
            case 17 -> "Undefined attribute type";
            case 18 -> "Inappropriate matching";
            case 19 -> "Constraint violation";
            case 21 -> "Invalid syntax";
            case 32 -> "No such object";
            case 33 -> "Alias problem";
            case 34 -> "Invalid DN syntax";
            case 35 -> "Entry is a leaf";
            case 36 -> "Alias dereferencing problem";
            case 48 -> "Inappropriate authentication";
            case 49 -> "Invalid credentials";
            case 50 -> "Insufficient access";
            case 51 -> "Server is busy";
            case 52 -> "Server is unavailable";
            case 53 -> "Server is unwilling to perform";
            case 54 -> "Loop detected";
            case 64 -> "Naming violation";
            case 65 -> "Object class violation";
            case 70 -> "Results too large";
            case 71 -> "Operation affects multiple DSAs";
            case 80 -> "Other (e.g., implementation specific) error";
            default -> "Unknown error";
        };
    }
}
