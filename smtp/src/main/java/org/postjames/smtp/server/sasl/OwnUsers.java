package org.postjames.smtp.server.sasl;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.smtp.server.SaslAuthenticator;

/** {@code postjames_sasl_users}: this server's own users decide, those of IMAP and POP3. */
record OwnUsers(SaslAuthenticator authenticator) implements SaslServer {
    private static final Set<SecurityOptions.Property> PLAINTEXT = EnumSet.of(SecurityOptions.Property.NOPLAINTEXT);

    @Override
    public List<String> mechanisms(SecurityOptions options) {
        return options.allows(PLAINTEXT) ? List.of("PLAIN", "LOGIN") : List.of();
    }

    @Override
    public SaslSession session(SaslClient client, SecurityOptions options) {
        String offered = String.join(" ", mechanisms(options));
        return new SaslSession() {
            private @Nullable SaslMechanism mechanism;

            @Override
            public SaslStep first(String name, @Nullable String initial) {
                SaslMechanism begun = SaslMechanism.of(name, offered, authenticator);
                mechanism = begun;
                return begun.first(initial);
            }

            @Override
            public SaslStep next(String response) {
                if (mechanism == null) {
                    throw new IllegalStateException("there is no challenge");
                }
                return mechanism.next(response);
            }
        };
    }
}
