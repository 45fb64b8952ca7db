package org.postjames.smtp.server.sasl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postjames.access.HostNames;

/** PLAIN and LOGIN as the Cyrus SASL library speaks them, in its words, with saslauthd behind. // RFC 4616, xsasl_cyrus_server.c */
final class SaslauthdSession implements SaslSession {
    private static final String BAD_AUTH = "authentication failure";
    private static final String BAD_PROTOCOL = "bad protocol / cancel";

    private final Saslauthd server;
    private final List<String> offered;
    private boolean plain;
    private @Nullable String user;

    SaslauthdSession(Saslauthd server, List<String> offered) {
        this.server = server;
        this.offered = offered;
    }

    /** What cannot be decoded; the message is the library's. */
    private static final class BadBase64 extends Exception {
        private static final long serialVersionUID = 1L;

        BadBase64(String message) {
            super(message);
        }
    }

    @Override
    public SaslStep first(String mechanism, @Nullable String initial) {
        user = null;
        String response = null;
        try {
            response = initial == null ? null : decode(initial);
        } catch (BadBase64 e) {
            return failed(String.valueOf(e.getMessage()), "");
        }
        String name = mechanism.toUpperCase(Locale.ROOT);
        if (!offered.contains(name)) {
            server.warn("Couldn't find mech " + HostNames.printable(mechanism, '?'));
            return failed("no mechanism available", "");
        }
        plain = name.equals("PLAIN");
        if (response != null) {
            return step(response);
        }
        return new SaslStep.Challenge(plain ? "" : "VXNlcm5hbWU6");
    }

    @Override
    public SaslStep next(String response) {
        try {
            return step(decode(response));
        } catch (BadBase64 e) {
            return failed(String.valueOf(e.getMessage()), "");
        }
    }

    private SaslStep step(String response) {
        if (plain) {
            return plain(response);
        }
        if (user == null) {
            user = response;
            return new SaslStep.Challenge("UGFzc3dvcmQ6");
        }
        return check(user, user, response);
    }

    private SaslStep plain(String response) {
        String[] parts = response.split("\0", -1);
        if (parts.length < 3) {
            server.warn("Can only find author" + (parts.length == 2 ? "/en" : "") + " (no password)");
            return failed(BAD_PROTOCOL, "");
        }
        if (parts.length > 3) {
            server.warn("Got more data than we were expecting in the PLAIN plugin");
            return failed(BAD_PROTOCOL, "");
        }
        return check(parts[0].isEmpty() ? parts[1] : parts[0], parts[1], parts[2]);
    }

    /** @param authzid who the client wants to be; only itself is allowed */
    private SaslStep check(String authzid, String authcid, String password) {
        if (authcid.isBlank()) {
            server.warn("All-whitespace username.");
            return new SaslStep.Failed("generic failure", "", true);
        }
        int at = authcid.lastIndexOf('@');
        Saslauthd.Login login = new Saslauthd.Login(
                at < 0 ? authcid : authcid.substring(0, at),
                at < 0 ? server.localDomain() : authcid.substring(at + 1),
                password);
        boolean right;
        try {
            right = server.verify(login);
        } catch (IOException e) {
            warnOfPlain();
            return new SaslStep.Failed("generic failure", canonical(authcid), true);
        }
        if (!right) {
            warnOfPlain();
            return failed(BAD_AUTH, canonical(authcid));
        }
        if (!canonical(authzid).equals(canonical(authcid))) {
            server.warn("Requested identity not authenticated identity");
            return failed(BAD_AUTH, canonical(authzid));
        }
        return new SaslStep.Done(canonical(authcid));
    }

    private void warnOfPlain() {
        if (plain) {
            server.warn("Password verification failed");
        }
    }

    private String canonical(String name) {
        String realm = server.localDomain();
        return name.indexOf('@') >= 0 || realm.isEmpty() ? name : name + "@" + realm;
    }

    private static SaslStep failed(String reason, String user) {
        return new SaslStep.Failed(reason, user, false);
    }

    /** Groups of four first, then what is left over. // sasl_decode64() */
    private static String decode(String base64) throws BadBase64 {
        int whole = base64.length() / 4 * 4;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.substring(0, whole));
        } catch (IllegalArgumentException e) {
            throw new BadBase64(BAD_PROTOCOL);
        }
        if (whole < base64.length()) {
            throw new BadBase64("another step is needed in authentication");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
