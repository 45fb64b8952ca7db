package org.postjames.smtp.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postjames.esmtp.XText;
import org.postjames.queuefile.QueueAttributes;

/**
 * Tells a server, mostly a content filter, where the mail came from: as much as it wants to know and is known. // XFORWARD_README, smtp_proto.c:
 * SMTP_STATE_XFORWARD_NAME_ADDR
 */
final class XforwardCommands {
    private static final Map<String, String> CLIENT = Map.of(
            "NAME", QueueAttributes.LOG_CLIENT_NAME,
            "ADDR", QueueAttributes.LOG_CLIENT_ADDRESS,
            "PORT", QueueAttributes.LOG_CLIENT_PORT,
            "PROTO", QueueAttributes.LOG_PROTOCOL_NAME,
            "HELO", QueueAttributes.LOG_HELO_NAME,
            "IDENT", QueueAttributes.LOG_IDENT);
    private static final Set<String> ALSO_UNKNOWN = Set.of("HELO", "IDENT");

    /** @param request how the log names the command */
    record Command(String text, String phase, String request) {}

    private final OutgoingMail mail;
    private final Set<String> wanted;

    private XforwardCommands(OutgoingMail mail, Set<String> wanted) {
        this.mail = mail;
        this.wanted = wanted;
    }

    /** None, one or two. */
    static List<Command> of(OutgoingMail mail, ServerFeatures features) {
        XforwardCommands all = new XforwardCommands(mail, features.xforward());
        List<Command> commands = new ArrayList<>(2);
        String client = all.attribute("NAME") + all.attribute("ADDR") + all.attribute("PORT");
        if (!client.isEmpty()) {
            commands.add(
                    new Command("XFORWARD" + client, "sending XFORWARD name/address", "XFORWARD name/address command"));
        }
        String protocol = all.attribute("PROTO") + all.attribute("HELO") + all.attribute("IDENT") + all.source();
        if (!protocol.isEmpty()) {
            commands.add(new Command(
                    "XFORWARD" + protocol, "sending XFORWARD protocol/helo_name", "XFORWARD helo/protocol command"));
        }
        return commands;
    }

    private String attribute(String name) {
        String value = mail.attributes().getOrDefault(CLIENT.get(name), "");
        boolean known = !value.isEmpty() && (ALSO_UNKNOWN.contains(name) || !value.equalsIgnoreCase("unknown"));
        return wanted.contains(name) && known ? " " + name + "=" + XText.encode(value) : "";
    }

    private String source() {
        boolean local =
                mail.attributes().getOrDefault("rewrite_context", "local").equals("local");
        return wanted.contains("SOURCE") ? " SOURCE=" + (local ? "LOCAL" : "REMOTE") : "";
    }
}
