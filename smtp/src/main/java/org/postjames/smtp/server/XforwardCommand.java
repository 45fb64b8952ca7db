package org.postjames.smtp.server;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.access.HostNames;
import org.postjames.esmtp.XText;
import org.postjames.smtp.server.Forwarded.Attribute;

/** XFORWARD: an authorized client, mostly a content filter, tells where the next message came from. // XFORWARD_README */
final class XforwardCommand implements SmtpCommand {
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final int VALUE_LIMIT = 255;
    private static final int PROTOCOL_LIMIT = 64;

    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.mail.isOpen()) {
            return session.refuse("503 5.5.1 Error: MAIL transaction in progress");
        }
        if (words.size() < 2) {
            return session.refuse("501 5.5.4 Syntax: XFORWARD attribute=value...");
        }
        if (!session.xforwardAllowed) {
            return session.refuse("550 5.7.0 Error: insufficient authorization");
        }
        Set<Attribute> told = EnumSet.noneOf(Attribute.class);
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
            Attribute attribute = attribute(name);
            if (attribute == null) {
                return session.refuse("501 5.5.4 Bad XFORWARD attribute name: " + name);
            }
            String problem = set(
                    session, attribute, HostNames.printable(XText.decode(raw).orElse(raw), '?'));
            if (problem != null) {
                return session.refuse("501 5.5.4 Bad " + attribute + " syntax: " + problem);
            }
            told.add(attribute);
        }
        session.mail.forwarded.tell(told, session.settings.portLogging);
        session.reply("250 2.0.0 Ok");
        return true;
    }

    private static @Nullable Attribute attribute(String name) {
        for (Attribute attribute : Attribute.values()) {
            if (attribute.name().equalsIgnoreCase(name)) {
                return attribute;
            }
        }
        return null;
    }

    /** The value if it is wrong. */
    private static @Nullable String set(Session session, Attribute attribute, String value) {
        Forwarded forwarded = session.mail.forwarded;
        boolean known = !value.equalsIgnoreCase(UNAVAILABLE);
        String safe = Escapes.neuter(value);
        switch (attribute) {
            case NAME -> {
                if (known && !HostNames.isHostName(safe)) {
                    return safe;
                }
                forwarded.name = known ? safe : Forwarded.UNKNOWN;
            }
            case ADDR -> {
                return address(session, known, safe);
            }
            case PORT -> {
                if (known && (value.length() > 5 || !value.chars().allMatch(c -> c >= '0' && c <= '9'))) {
                    return value;
                }
                forwarded.port = known ? value : Forwarded.UNKNOWN;
            }
            case HELO -> forwarded.helo = known ? safe : null;
            case PROTO -> {
                if (known && value.length() > PROTOCOL_LIMIT) {
                    return value;
                }
                forwarded.protocol = known ? safe : Forwarded.UNKNOWN;
            }
            case IDENT -> forwarded.ident = known ? safe : null;
            case SOURCE -> {
                String source = known ? value.toUpperCase(Locale.ROOT) : "LOCAL";
                if (!source.equals("LOCAL") && !source.equals("REMOTE")) {
                    return value;
                }
                forwarded.local = source.equals("LOCAL");
            }
        }
        return null;
    }

    private static @Nullable String address(Session session, boolean known, String value) {
        Forwarded forwarded = session.mail.forwarded;
        if (!known) {
            forwarded.address = Forwarded.UNKNOWN;
            return null;
        }
        String address = XclientCommand.normalized(session, value);
        if (address == null) {
            return value;
        }
        forwarded.address = address;
        forwarded.literalAddress = address.indexOf(':') >= 0 ? "IPv6:" + address : address;
        return null;
    }
}
