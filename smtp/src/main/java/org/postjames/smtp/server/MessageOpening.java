package org.postjames.smtp.server;

import java.io.IOException;
import org.postjames.cleanup.CleanupSession;
import org.postjames.queuefile.QueueAttributes;

/** Opens the message of a transaction and records whose it is. // smtpd.c, mail_open_stream() */
final class MessageOpening {
    private MessageOpening() {}

    /** @return false if there is no place for it; the client has been told */
    static boolean open(Session session) throws IOException {
        Transaction mail = session.mail;
        if (mail.sender == null) {
            throw new IllegalStateException("a message needs a sender");
        }
        if (session.proxy().isPresent()) {
            boolean ready = ProxyFilter.open(session, session.proxy().get(), mail.mailCommand);
            if (ready) {
                logClient(session);
            }
            return ready;
        }
        Forwarded forwarded = mail.forwarded;
        boolean local = forwarded.hasSource() ? forwarded.local : mail.localRewrite;
        CleanupSession message;
        try {
            message = session.service.cleanup().open(session.settings.origin.of(local, mail.arrival));
        } catch (IOException e) {
            session.warn("mail_queue_enter: create file: " + e.getMessage());
            return session.refuse("451 4.3.0 Error: queue file write error");
        }
        mail.message = message;
        mail.queueId = message.queueId().toString();
        session.milters.announce(message);
        if (session.saslMethod != null) {
            message.attribute("sasl_method", session.saslMethod);
        }
        if (session.saslUsername != null) {
            message.attribute("sasl_username", session.saslUsername);
        }
        if (mail.saslSender != null) {
            message.attribute("sasl_sender", mail.saslSender);
        }
        if (!session.standAlone) {
            message.attribute(
                    QueueAttributes.LOG_IDENT,
                    forwarded.ident == null ? message.queueId().text() : forwarded.ident);
        }
        message.sender(mail.sender, mail.envid, mail.dsnRet, mail.encoding, mail.smtputf8);
        if (!session.standAlone) {
            loggedAttributes(session, message);
            clientAttributes(session, message);
        }
        if (!mail.verpDelimiters.isEmpty()) {
            message.verpDelimiters(mail.verpDelimiters);
        }
        logClient(session);
        return true;
    }

    private static void logClient(Session session) {
        session.info(session.queueId() + ": client=" + session.clientName() + sasl(session)
                + origin(session.mail.forwarded));
    }

    /** For logging and for the next hop's XFORWARD. // FORWARD_CLIENT_ATTR() */
    private static void loggedAttributes(Session session, CleanupSession message) {
        Forwarded from = session.mail.forwarded;
        boolean forwarded = from.hasClient();
        message.attribute("log_client_name", forwarded ? from.name : session.client.name());
        message.attribute("log_client_address", forwarded ? from.literalAddress : session.literalAddress());
        message.attribute("log_client_port", forwarded ? from.port : session.clientPort);
        message.attribute("log_message_origin", forwarded ? from.client : session.clientName());
        String helo = forwarded ? from.helo : session.helo;
        if (helo != null) {
            message.attribute("log_helo_name", helo);
        }
        message.attribute("log_protocol_name", forwarded ? from.protocol : session.protocol);
    }

    private static String origin(Forwarded forwarded) {
        return (forwarded.ident == null ? "" : ", orig_queue_id=" + forwarded.ident)
                + (forwarded.hasClient() ? ", orig_client=" + forwarded.client : "");
    }

    private static void clientAttributes(Session session, CleanupSession message) {
        message.attribute("client_name", session.client.name());
        message.attribute("reverse_client_name", session.client.reverseName());
        message.attribute("client_address", session.client.address());
        message.attribute("client_port", session.clientPort);
        message.attribute("server_address", session.serverAddress);
        message.attribute("server_port", session.serverPort);
        if (session.helo != null) {
            message.attribute("helo_name", session.helo);
        }
        message.attribute("protocol_name", session.protocol);
        message.attribute("client_address_type", session.client.address().indexOf(':') >= 0 ? "10" : "2");
    }

    private static String sasl(Session session) {
        StringBuilder out = new StringBuilder();
        if (session.saslMethod != null) {
            out.append(", sasl_method=").append(session.saslMethod);
        }
        if (session.saslUsername != null) {
            out.append(", sasl_username=").append(session.saslUsername);
        }
        if (session.mail.saslSender != null) {
            out.append(", sasl_sender=").append(session.mail.saslSender);
        }
        return out.toString();
    }

    static CleanupSession message(Session session) {
        CleanupSession message = session.mail.message;
        if (message == null) {
            throw new IllegalStateException("no message is open");
        }
        return message;
    }
}
