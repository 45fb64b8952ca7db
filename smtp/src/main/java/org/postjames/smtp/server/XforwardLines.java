package org.postjames.smtp.server;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.esmtp.XText;
import org.postjames.smtp.server.Forwarded.Attribute;

/** The XFORWARD commands that tell a before-queue filter whom the mail comes from, as far as the filter wants to know. // smtpd_proxy_xforward_send() */
final class XforwardLines {
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final int LIMIT = 512 - "250 XFORWARD\r\n".length();

    private final Session session;
    private final List<String> commands = new ArrayList<>();
    private final StringBuilder attributes = new StringBuilder();

    private XforwardLines(Session session) {
        this.session = session;
    }

    /** @param ehloReply the filter's reply to EHLO; without XFORWARD in it there is nothing to send */
    static List<String> of(Session session, String ehloReply) {
        Set<Attribute> wanted = EnumSet.noneOf(Attribute.class);
        for (String line : ehloReply.split("\r\n", -1)) {
            String[] words = line.substring(Math.min(4, line.length())).trim().split("[ \t]+");
            if (words[0].equalsIgnoreCase("XFORWARD")) {
                for (String word : words) {
                    for (Attribute attribute : Attribute.values()) {
                        if (attribute.name().equalsIgnoreCase(word)) {
                            wanted.add(attribute);
                        }
                    }
                }
            }
        }
        return new XforwardLines(session).collect(wanted);
    }

    private List<String> collect(Set<Attribute> wanted) {
        Forwarded from = session.mail.forwarded;
        boolean forwarded = from.hasClient();
        boolean local = from.hasSource() ? from.local : session.mail.localRewrite;
        add(wanted, Attribute.NAME, known(forwarded ? from.name : session.client.name()));
        add(wanted, Attribute.ADDR, known(forwarded ? from.literalAddress : session.literalAddress()));
        add(wanted, Attribute.PORT, known(forwarded ? from.port : session.clientPort));
        add(wanted, Attribute.HELO, forwarded ? from.helo : session.helo);
        add(wanted, Attribute.IDENT, from.ident);
        add(wanted, Attribute.PROTO, known(forwarded ? from.protocol : session.protocol));
        add(wanted, Attribute.SOURCE, local ? "LOCAL" : "REMOTE");
        flush();
        return commands;
    }

    private static @Nullable String known(String value) {
        return value.equals(Forwarded.UNKNOWN) ? null : value;
    }

    private void add(Set<Attribute> wanted, Attribute attribute, @Nullable String value) {
        if (!wanted.contains(attribute)) {
            return;
        }
        String text = value == null ? UNAVAILABLE : value;
        String word = " " + attribute.name().toUpperCase(Locale.ROOT) + "=" + XText.encode(text);
        if (word.length() > LIMIT) {
            session.warn("XFORWARD command payload " + attribute + "=" + text.substring(0, Math.min(10, text.length()))
                    + "... exceeds SMTP protocol limit");
        }
        if (!attributes.isEmpty() && attributes.length() + word.length() > LIMIT) {
            flush();
        }
        attributes.append(word);
    }

    private void flush() {
        if (!attributes.isEmpty()) {
            commands.add("XFORWARD" + attributes);
            attributes.setLength(0);
        }
    }
}
