package org.postjames.tables;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection URI as the library of PostgreSQL reads it, which differs from JDBC's. // libpq: Connection URIs */
final class PgsqlUri {
    private static final Pattern URI = Pattern.compile(
            "postgresql://(?:([^:@/]*)(?::([^@/]*))?@)?(\\[[^\\]]*\\]|[^:/?,]*)(?::([^/?,]*))?(?:/([^?]*))?(?:\\?(.*))?");
    private static final Pattern SECRET = Pattern.compile("(postgresql:/*[^:@/]*:).*(@)|([?&]password=)[^&]*");

    private PgsqlUri() {}

    /** The parameters of a connection by their names; what the URI leaves out is missing. No message tells a value, which may be a password. */
    static Map<String, String> parse(String text) throws SQLException {
        Matcher parts = URI.matcher(text);
        if (!parts.matches()) {
            throw new SQLException("invalid connection URI");
        }
        Map<String, String> found = new LinkedHashMap<>();
        String[] names = {"user", "password", "host", "port", "dbname"};
        for (int i = 0; i < names.length; i++) {
            String part = parts.group(i + 1);
            if (part != null && !part.isEmpty()) {
                found.put(names[i], decode(part.replaceAll("^\\[(.*)\\]$", "$1")));
            }
        }
        String query = parts.group(6);
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
                throw new SQLException((equals < 0 ? "missing" : "extra")
                        + " key/value separator \"=\" in URI query parameter: \"" + pair.split("=", 2)[0] + "\"");
            }
            String name = decode(pair.substring(0, equals));
            String value = decode(pair.substring(equals + 1));
            // as JDBC writes it
            if (name.equals("ssl") && value.equals("true")) {
                name = "sslmode";
                value = "require";
            }
            found.put(name, value);
        }
        return found;
    }

    /** For messages: the URI without its password. */
    static String withoutPassword(String text) {
        return SECRET.matcher(text)
                .replaceAll(secret ->
                        (secret.group(1) == null ? "$3" : "$1") + "***" + (secret.group(2) == null ? "" : "$2"));
    }

    private static String decode(String text) throws SQLException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new SQLException("invalid percent-encoded token");
            }
            if (high + low == 0) {
                throw new SQLException("forbidden value %00 in percent-encoded value");
            }
            out.write(high * 16 + low);
            i += 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
