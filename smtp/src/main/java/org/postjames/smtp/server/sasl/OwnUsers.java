package org.postjames.smtp.server.sasl;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.sasl.SecurityOptions.Property;

/**
 * {@code postjames_sasl_users}: this server's own users decide, those of IMAP and POP3.
 *
 * @param host the server's name, for challenges
 */
record OwnUsers(SaslAuthenticator authenticator, String host) implements SaslServer {
    @Override
    public List<String> mechanisms(SecurityOptions options) {
        return authenticator.mechanisms().stream()
                .filter(mechanism -> options.allows(properties(mechanism)))
                .toList();
    }

    /** As Dovecot names them in its protocol. */
    private static Set<Property> properties(String mechanism) {
        return switch (mechanism) {
            case "CRAM-MD5" -> EnumSet.of(Property.NODICTIONARY, Property.NOACTIVE);
            case "SCRAM-SHA-1", "SCRAM-SHA-256" -> EnumSet.of(Property.MUTUAL_AUTH);
            default -> EnumSet.of(Property.NOPLAINTEXT);
        };
    }

    @Override
    public SaslSession session(SaslClient client, SecurityOptions options) {
        return new SaslSession() {
            private @Nullable SaslMechanism mechanism;
            private String last = "";

            @Override
            public SaslStep first(String name, @Nullable String initial) {
                if (authenticator.refuses(client.clientAddress())) {
                    return new SaslStep.Failed("too many failed logins", last, true);
                }
                SaslMechanism begun = SaslMechanism.of(name, mechanisms(options), authenticator, host)
                        .after(last);
                mechanism = begun;
                return remembered(begun.first(initial));
            }

            @Override
            public SaslStep next(String response) {
                if (mechanism == null) {
                    throw new IllegalStateException("there is no challenge");
                }
                return remembered(mechanism.next(response));
            }

            private SaslStep remembered(SaslStep step) {
                if (step instanceof SaslStep.Failed failed) {
                    last = failed.user();
                    if (!failed.temporary() && !(mechanism instanceof SaslMechanism.Unknown)) {
                        authenticator.failed(client.clientAddress());
                    }
                }
                return step;
            }
        };
    }
}
