package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientFacts;
import org.postjames.access.ClientFacts.NameStatus;
import org.postjames.access.HostNames;
import org.postjames.esmtp.XText;

/** XCLIENT: an authorized client takes on another's identity, for tests and for front ends. // XCLIENT_README */
final class XclientCommand implements SmtpCommand {
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final String TEMPORARY = "[TEMPUNAVAIL]";
    private static final int VALUE_LIMIT = 255;

    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.mail.isOpen()) {
            return session.refuse("503 5.5.1 Error: MAIL transaction in progress");
        }
        if (words.size() < 2) {
            return session.refuse("501 5.5.4 Syntax: XCLIENT attribute=value...");
        }
        if (!session.xclientAllowed) {
            return session.refuse("550 5.7.0 Error: insufficient authorization");
        }
        Changes changes = new Changes(session);
        for (Token word : words.subList(1, words.size())) {
            int equals = word.text().indexOf('=');
            if (equals < 0 || equals + 1 == word.text().length()) {
                return session.refuse("501 5.5.4 Error: attribute=value expected");
            }
            String raw = word.text().substring(equals + 1);
            if (raw.length() > VALUE_LIMIT) {
                return session.refuse("501 5.5.4 Error: attribute value too long");
            }
            String name = word.text().substring(0, equals);
            String value = session.printable(XText.decode(raw).orElse(raw));
            String problem = changes.set(name.toUpperCase(Locale.ROOT), name, value);
            if (problem != null) {
                return session.refuse(problem);
            }
        }
        changes.finish();
        return true;
    }

    /** An address as RFC 5321 writes it in brackets, without {@code IPv6:}; null if it is none. // normalize_mailhost_addr() */
    static @Nullable String normalized(Session session, String value) {
        boolean ipv6 = value.regionMatches(true, 0, "IPv6:", 0, 5);
        if (!HostNames.isMailHostAddress(value) || ipv6 && !session.settings.ipv6) {
            return null;
        }
        return ipv6 ? value.substring(5).toLowerCase(Locale.ROOT) : value;
    }

    /** The attributes of one command, applied as they are read, as Postfix does. */
    private static final class Changes {
        private final Session session;
        private boolean gotHelo;
        private boolean gotProtocol;
        private boolean gotLogin;

        Changes(Session session) {
            this.session = session;
        }

        @Nullable
        String set(String name, String given, String value) {
            return switch (name) {
                case "NAME" -> name(value);
                case "REVERSE_NAME" -> reverseName(value);
                case "ADDR" -> address(value);
                case "PORT" -> port(value, false);
                case "HELO" -> helo(value);
                case "PROTO" -> protocol(value);
                case "LOGIN" -> login(value);
                case "DESTADDR" -> serverAddress(value);
                case "DESTPORT" -> port(value, true);
                default -> "501 5.5.4 Bad XCLIENT attribute name: " + given;
            };
        }

        private @Nullable String name(String value) {
            NameStatus status = status(value);
            if (status == NameStatus.OK && !HostNames.isHostName(value)) {
                return bad("NAME", value);
            }
            String name = status == NameStatus.OK ? value : "unknown";
            ClientFacts old = session.client;
            session.client = new ClientFacts(
                    name,
                    status == NameStatus.OK ? name : old.reverseName(),
                    old.address(),
                    status,
                    status == NameStatus.OK ? status : old.reverseNameStatus(),
                    old.nameAndAddress(),
                    old.connectedAddress());
            return null;
        }

        private @Nullable String reverseName(String value) {
            NameStatus status = status(value);
            if (status == NameStatus.OK && !HostNames.isHostName(value)) {
                return bad("REVERSE_NAME", value);
            }
            ClientFacts old = session.client;
            session.client = new ClientFacts(
                    old.name(),
                    status == NameStatus.OK ? value : "unknown",
                    old.address(),
                    old.nameStatus(),
                    status,
                    old.nameAndAddress(),
                    old.connectedAddress());
            return null;
        }

        private @Nullable String address(String value) {
            String address = value.equalsIgnoreCase(UNAVAILABLE) ? "unknown" : normalized(session, value);
            if (address == null) {
                return bad("ADDR", Escapes.neuter(value));
            }
            ClientFacts old = session.client;
            session.client = new ClientFacts(
                    old.name(),
                    old.reverseName(),
                    address,
                    old.nameStatus(),
                    old.reverseNameStatus(),
                    old.nameAndAddress(),
                    old.connectedAddress());
            return null;
        }

        private @Nullable String serverAddress(String value) {
            String address = value.equalsIgnoreCase(UNAVAILABLE) ? "unknown" : normalized(session, value);
            if (address == null) {
                return bad("DESTADDR", Escapes.neuter(value));
            }
            session.serverAddress = address;
            return null;
        }

        private @Nullable String port(String value, boolean server) {
            boolean known = !value.equalsIgnoreCase(UNAVAILABLE);
            if (known && (value.length() > 5 || !value.chars().allMatch(c -> c >= '0' && c <= '9'))) {
                return bad(server ? "DESTPORT" : "PORT", value);
            }
            if (server) {
                session.serverPort = known ? value : "unknown";
            } else {
                session.clientPort = known ? value : "unknown";
            }
            return null;
        }

        private @Nullable String helo(String value) {
            if (value.equalsIgnoreCase(UNAVAILABLE)) {
                session.helo = null;
            } else {
                session.helo = Escapes.neuter(value);
            }
            gotHelo = true;
            return null;
        }

        private @Nullable String protocol(String value) {
            String protocol = value.toUpperCase(Locale.ROOT);
            if (!protocol.equals("SMTP")
                    && !protocol.equals("ESMTP")
                    && !(session.settings.lmtp && protocol.equals(Session.LMTP))) {
                return bad("PROTO", value);
            }
            session.protocol = protocol;
            gotProtocol = true;
            return null;
        }

        private @Nullable String login(String value) {
            if (!value.equalsIgnoreCase(UNAVAILABLE)) {
                session.saslUsername = value;
                session.saslMethod = "XCLIENT";
                gotLogin = true;
            }
            return null;
        }

        private static String bad(String name, String value) {
            return "501 5.5.4 Bad " + name + " syntax: " + value;
        }

        private static NameStatus status(String value) {
            return value.equalsIgnoreCase(UNAVAILABLE)
                    ? NameStatus.PERMANENT
                    : value.equalsIgnoreCase(TEMPORARY) ? NameStatus.TEMPORARY : NameStatus.OK;
        }

        /** The session goes back to its greeting. */
        void finish() throws LostConnectionException {
            if (!gotHelo) {
                session.helo = null;
            }
            if (!gotProtocol) {
                session.protocol = session.plainProtocol();
            }
            if (!gotLogin) {
                session.saslUsername = null;
                session.saslMethod = null;
            }
            session.nameClient();
            session.service.classify(session);
            session.history.end(null); // chat_reset(): a new client, a new transcript
            session.resetMail();
            session.milters.disconnect();
            session.milters.setUp();
            session.restart = true;
        }
    }
}
