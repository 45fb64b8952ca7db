package org.postjames.smtp.server.sasl;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What {@code smtpd_sasl_security_options} demands of a mechanism. // xsasl_dovecot_server.c, xsasl_cyrus_security.c */
record SecurityOptions(Set<SecurityOptions.Property> wanted) {
    /** A property of a mechanism, with its word in main.cf and in Dovecot's protocol. */
    enum Property {
        NOPLAINTEXT("plaintext", true),
        NOACTIVE("active", true),
        NODICTIONARY("dictionary", true),
        NOANONYMOUS("anonymous", true),
        FORWARD_SECRECY("forward-secrecy", false),
        MUTUAL_AUTH("mutual-auth", false),
        PRIVATE("private", true);

        private final String dovecot;
        /** The option forbids mechanisms that have the property; else it demands it. */
        private final boolean forbids;

        Property(String dovecot, boolean forbids) {
            this.dovecot = dovecot;
            this.forbids = forbids;
        }

        static Optional<Property> ofDovecot(String word) {
            for (Property property : values()) {
                if (property.dovecot.equalsIgnoreCase(word)) {
                    return Optional.of(property);
                }
            }
            return Optional.empty();
        }
    }

    /** Unknown words demand nothing; {@link #unknown} finds them. */
    static SecurityOptions of(List<String> words) {
        Set<Property> wanted = EnumSet.noneOf(Property.class);
        for (String word : words) {
            find(word).ifPresent(wanted::add);
        }
        return new SecurityOptions(wanted);
    }

    static Optional<String> unknown(List<String> words) {
        return words.stream().filter(word -> find(word).isEmpty()).findFirst();
    }

    private static Optional<Property> find(String word) {
        String name = word.toUpperCase(Locale.ROOT);
        for (Property property : Property.values()) {
            if (property != Property.PRIVATE && property.name().equals(name)) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    /** Whether a mechanism with these properties may be offered. */
    boolean allows(Set<Property> properties) {
        for (Property property : wanted) {
            if (properties.contains(property) == property.forbids) {
                return false;
            }
        }
        return true;
    }
}
