package org.postjames.address;

/** Quoting of local parts: only where a dot-string will not do. // quote_822_local.c, quote_821_local.c */
final class Quoting {
    private static final String NOT_IN_DOT_STRING = "()<>@,;:\\\"[]";

    private Quoting() {}

    static String quote822(String internal, boolean eightBitClean) {
        int start = afterRoute(internal);
        int at = internal.lastIndexOf('@');
        int end = at >= start ? at : internal.length();
        if (isDotString(internal, start, end, eightBitClean)) {
            return internal;
        }
        return internal.substring(0, start)
                + quoted(internal.substring(start, end), eightBitClean)
                + internal.substring(end);
    }

    static String quoteLocalPart(String localPart, boolean eightBitClean) {
        int start = afterRoute(localPart);
        return isDotString(localPart, start, localPart.length(), eightBitClean)
                ? localPart
                : localPart.substring(0, start) + quoted(localPart.substring(start), eightBitClean);
    }

    /** RFC 5321 has no source route worth keeping, and its null sender is empty. */
    static String quote821(String internal) {
        int at = internal.lastIndexOf('@');
        int end = at < 0 ? internal.length() : at;
        if (internal.isEmpty() || isDotString(internal, 0, end, true)) {
            return internal;
        }
        return quoted(internal.substring(0, end), true) + internal.substring(end);
    }

    private static int afterRoute(String text) {
        return text.startsWith("@") ? text.indexOf(':') + 1 : 0;
    }

    private static boolean isDotString(String text, int start, int end, boolean eightBitClean) {
        if (start >= end || text.charAt(start) == '.' || text.charAt(end - 1) == '.') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '.' && i + 1 < end && text.charAt(i + 1) == '.') {
                return false;
            }
            if (c <= ' ' || c == 127 || (c > 127 && !eightBitClean) || NOT_IN_DOT_STRING.indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static String quoted(String text, boolean eightBitClean) {
        StringBuilder out = new StringBuilder().append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c == '\r' || (c > 127 && !eightBitClean)) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    static StringBuilder appendQuoted(StringBuilder out, String text, String special) {
        for (int i = 0; i < text.length(); i++) {
            if (special.indexOf(text.charAt(i)) >= 0) {
                out.append('\\');
            }
            out.append(text.charAt(i));
        }
        return out;
    }

    static String unquote822(String external) {
        int start = afterRoute(external);
        StringBuilder out = new StringBuilder(external.length()).append(external, 0, start);
        boolean inQuotes = false;
        int bareAtInOut = -1;
        int bareAt = -1;
        for (int i = start; i < external.length(); i++) {
            char c = external.charAt(i);
            if (c == '"') {
                inQuotes = !inQuotes;
                continue;
            }
            if (c == '@' && !inQuotes) {
                bareAtInOut = out.length();
                bareAt = i;
            } else if (c == '\\') {
                if (i + 1 == external.length()) {
                    continue;
                }
                c = external.charAt(++i);
            }
            out.append(c);
        }
        if (bareAt >= 0) {
            out.setLength(bareAtInOut);
            out.append(external, bareAt, external.length());
        }
        return out.toString();
    }
}
