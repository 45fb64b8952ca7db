package org.postjames.cleanup;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.milter.MilterMacros;
import org.postjames.milter.MilterParameters;
import org.postjames.milter.MilterPeer;
import org.postjames.queuefile.QueueAttributes;

/** What filters and the log are told of one message and its client; mail that was submitted locally comes from {@code localhost}. // cleanup_milter_client_init(), cleanup_milter_eval() */
final class MilterFacts implements MilterMacros {
    /** What is the same for all messages. */
    record Settings(String daemonName, String version, String hostname, String localAddress) {
        static Settings of(PostfixConfig config) {
            boolean ipv4 = config.get(GlobalParameters.INET_PROTOCOLS).stream()
                    .anyMatch(word -> word.equalsIgnoreCase("all") || word.equalsIgnoreCase("ipv4"));
            return new Settings(
                    config.get(MilterParameters.MILTER_MACRO_DAEMON_NAME),
                    config.get(MilterParameters.MILTER_MACRO_V),
                    config.get(GlobalParameters.MYHOSTNAME),
                    ipv4 ? "127.0.0.1" : "::1");
        }
    }

    private static final String UNKNOWN = "unknown";

    private final Settings settings;
    private final EnvelopeWriter envelope;
    private final String queueId;
    private @Nullable String sender;
    private @Nullable String recipient;

    MilterFacts(Settings settings, EnvelopeWriter envelope, String queueId) {
        this.settings = settings;
        this.envelope = envelope;
        this.queueId = queueId;
    }

    private @Nullable String attribute(String name) {
        return envelope.attributes().get(name);
    }

    private boolean local() {
        Map<String, String> attributes = envelope.attributes();
        return !attributes.containsKey("client_name")
                || !attributes.containsKey("client_address")
                || !attributes.containsKey("client_address_type");
    }

    private String name() {
        return local() ? "localhost" : envelope.attributeOr("client_name", "");
    }

    private String address() {
        return local() ? settings.localAddress() : envelope.attributeOr("client_address", "");
    }

    private String port() {
        String port = envelope.attributeOr("client_port", "0");
        return port.equals(UNKNOWN) ? "0" : port;
    }

    MilterPeer peer() {
        return new MilterPeer(name(), address(), port());
    }

    String helo() {
        return envelope.attributeOr("helo_name", name());
    }

    /** @return as a packet wants it: quoted, but the null address as it is */
    String mail(Address address) {
        sender = external(address);
        return sender;
    }

    String rcpt(Address address) {
        recipient = external(address);
        return recipient;
    }

    private static String external(Address address) {
        return address.isNull() ? "" : AddressSyntax.quote821(address);
    }

    @Override
    public @Nullable String value(String macro) {
        return switch (macro) {
            case "{daemon_name}" -> settings.daemonName();
            case "{v}" -> settings.version();
            case "{_}" -> {
                String reverse = envelope.attributeOr("reverse_client_name", name());
                yield reverse + " [" + address() + "]" + (reverse.equalsIgnoreCase(name()) ? "" : " (may be forged)");
            }
            case "{j}" -> settings.hostname();
            case "{client_addr}" -> address();
            case "{client_name}" -> name();
            case "{client_port}" -> port();
            case "{client_ptr}" -> envelope.attributeOr("reverse_client_name", name());
            case "{daemon_addr}" -> local() ? address() : attribute("server_address");
            case "{daemon_port}" -> {
                String server = attribute("client_port") == null ? "0" : envelope.attributeOr("server_port", "0");
                yield server.equals(UNKNOWN) ? "0" : server;
            }
            case "{i}" -> queueId;
            case "{auth_type}" -> attribute("sasl_method");
            case "{auth_authen}" -> attribute("sasl_username");
            case "{auth_author}" -> attribute("sasl_sender");
            case "{mail_addr}" -> sender;
            case "{rcpt_addr}" -> recipient;
            default -> null;
        };
    }

    /** {@code verb: WHAT from client[address]; from=<…> to=<…> proto=… helo=<…>}, with the text where the log line has it. */
    String line(String verb, String what, String text, boolean textLast) {
        StringBuilder line = new StringBuilder(verb)
                .append(": ")
                .append(what)
                .append(" from ")
                .append(name())
                .append('[')
                .append(address())
                .append(']');
        if (!textLast) {
            line.append(": ").append(text);
        }
        line.append(';');
        line.append(" from=<").append(AddressSyntax.logged(envelope.sender())).append('>');
        envelope.recipients().last().ifPresent(to -> line.append(" to=<")
                .append(AddressSyntax.logged(to))
                .append('>'));
        String protocol = envelope.attributeOr(QueueAttributes.LOG_PROTOCOL_NAME, "");
        if (!protocol.isEmpty()) {
            line.append(" proto=").append(protocol);
        }
        String helo = envelope.attributeOr(QueueAttributes.LOG_HELO_NAME, "");
        if (!helo.isEmpty()) {
            line.append(" helo=<").append(helo).append('>');
        }
        return textLast ? line.append(": ").append(text).toString() : line.toString();
    }
}
