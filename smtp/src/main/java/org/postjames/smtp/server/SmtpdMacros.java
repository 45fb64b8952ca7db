package org.postjames.smtp.server;

import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientFacts.NameStatus;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.milter.MilterMacros;
import org.postjames.rewrite.Resolved;
import org.postjames.table.TableUnavailableException;

/** The Sendmail macros of one SMTP session. // smtpd_milter_eval() */
final class SmtpdMacros implements MilterMacros {
    private final Session session;

    SmtpdMacros(Session session) {
        this.session = session;
    }

    @Override
    public @Nullable String value(String name) {
        TlsFacts tls = session.tls;
        return switch (name) {
            case "{daemon_name}" -> session.service.milters().daemonName();
            case "{v}" -> session.service.milters().version();
            case "{_}" -> {
                String reverse = session.client.reverseName();
                yield reverse + " [" + session.client.address() + "]"
                        + (reverse.equalsIgnoreCase(session.client.name()) ? "" : " (may be forged)");
            }
            case "{j}" -> session.settings.hostname;
            case "{client_addr}" -> session.literalAddress();
            case "{client_port}" -> session.clientPort.equals("unknown") ? "0" : session.clientPort;
            case "{client_connections}" -> Integer.toString(session.clientConnections);
            case "{client_name}" -> session.client.name();
            case "{client_ptr}" -> session.client.reverseName();
            case "{client_resolve}" -> resolution(session.client.nameStatus());
            case "{daemon_addr}" -> session.serverAddress;
            case "{daemon_port}" -> session.serverPort;
            case "{tls_version}" -> tls == null ? null : tls.protocol();
            case "{cipher}" -> tls == null ? null : tls.cipher();
            case "{cipher_bits}" -> tls == null ? null : Integer.toString(tls.usedBits());
            case "{i}" -> session.mail.message == null ? null : session.queueId();
            case "{auth_type}" -> session.saslMethod;
            case "{auth_authen}" -> session.saslUsername;
            case "{auth_author}" -> session.mail.saslSender;
            case "{mail_addr}", "{mail_host}", "{mail_mailer}" -> sender(name);
            case "{rcpt_addr}", "{rcpt_host}", "{rcpt_mailer}" -> recipient(name);
            default -> null;
        };
    }

    private static String resolution(NameStatus status) {
        return switch (status) {
            case OK -> "OK";
            case FORGED -> "FORGED";
            case TEMPORARY -> "TEMP";
            case PERMANENT -> "FAIL";
        };
    }

    private @Nullable String sender(String name) {
        Address sender = session.senderInQuestion != null ? session.senderInQuestion : session.mail.sender;
        return sender == null ? null : resolved(name, otherParty(recipientNow()), sender);
    }

    private @Nullable Address recipientNow() {
        return session.recipientInQuestion != null ? session.recipientInQuestion : session.mail.firstRecipient;
    }

    private @Nullable String recipient(String name) {
        Address recipient = recipientNow();
        if (recipient == null) {
            return null;
        }
        String refused = session.milterRejectText;
        if (refused != null && !recipient.isNull()) {
            // 554 5.7.1 <user@example.com>: Relay access denied
            String[] words = refused.split(" ", 4);
            return switch (name) {
                case "{rcpt_addr}" -> words.length > 3 ? words[3] : null;
                case "{rcpt_host}" -> words.length > 1 ? words[1] : "";
                default -> "error";
            };
        }
        return resolved(name, otherParty(session.mail.sender), recipient);
    }

    private static Address otherParty(@Nullable Address address) {
        return address == null ? Address.NULL : address;
    }

    private @Nullable String resolved(String name, Address other, Address address) {
        if (address.isNull() && name.endsWith("_addr}")) {
            return "";
        }
        try {
            Resolved found = session.service.routing().resolved(other, address);
            return name.endsWith("_addr}")
                    ? found.recipient().isNull() ? "" : AddressSyntax.quote821(found.recipient())
                    : name.endsWith("_host}") ? found.nexthop() : found.transport();
        } catch (TableUnavailableException e) {
            session.warn(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
