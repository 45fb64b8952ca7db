package org.postjames.smtp.client;

/**
 * One next hop: {@code domain}, {@code domain:port}, {@code [host]}, {@code [host]:port}, {@code [ipv6:addr]}.
 *
 * @param literal in brackets: no MX lookup
 */
record Destination(String text, String host, int port, boolean literal) {
    /**
     * @param defaultService a port number or {@code smtp}
     * @throws IllegalArgumentException in Postfix's words // smtp_connect.c: smtp_parse_destination()
     */
    static Destination parse(String text, String defaultService) {
        String host;
        String service = defaultService;
        boolean literal = text.startsWith("[");
        if (literal) {
            int close = text.indexOf(']');
            if (close < 0) {
                throw new IllegalArgumentException("missing \"]\" in server description: " + text);
            }
            host = text.substring(1, close);
            String rest = text.substring(close + 1);
            if (!rest.isEmpty() && rest.charAt(0) != ':') {
                throw new IllegalArgumentException("garbage after \"]\" in server description: " + text);
            }
            if (rest.length() > 1) {
                service = rest.substring(1);
            }
        } else {
            int colon = text.lastIndexOf(':');
            host = colon < 0 ? text : text.substring(0, colon);
            if (colon >= 0 && colon + 1 < text.length()) {
                service = text.substring(colon + 1);
            }
        }
        if (host.regionMatches(true, 0, "ipv6:", 0, 5)) {
            host = host.substring(5);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "valid hostname or network address required in server description: " + text);
        }
        return new Destination(text, host, port(service, text), literal);
    }

    private static int port(String service, String text) {
        return switch (service) {
            case "smtp" -> 25;
            case "smtps", "submissions" -> 465;
            case "submission" -> 587;
            case "lmtp" -> 24;
            default -> number(service, text);
        };
    }

    private static int number(String service, String text) {
        try {
            int port = Integer.parseInt(service);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("unknown service: " + service + "/tcp", e);
        }
        throw new IllegalArgumentException("bad network port: " + service + " for destination: " + text);
    }
}
