package org.postjames.smtp.client;

import java.util.Map;
import java.util.Optional;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.smtp.client.tls.TlsSettings;

/** main.cf as one client service sees it: lmtp(8) has {@code lmtp_} parameters where smtp(8) has {@code smtp_} ones. // lmtp_params.c */
public final class ClientConfig implements TlsSettings {
    /** What the process is called decides what it speaks. */
    public enum Protocol {
        SMTP,
        LMTP;

        /** By the command of a master.cf service; nothing if it is another daemon. */
        public static Optional<Protocol> of(String command) {
            return switch (command) {
                case "smtp" -> Optional.of(SMTP);
                case "lmtp" -> Optional.of(LMTP);
                default -> Optional.empty();
            };
        }
    }

    private static final String PREFIX = "smtp_";
    private static final Map<String, String> OTHER_WORDS = Map.of(
            "smtp_helo_name", "lmtp_lhlo_name",
            "smtp_helo_timeout", "lmtp_lhlo_timeout",
            "smtp_discard_ehlo_keywords", "lmtp_discard_lhlo_keywords",
            "smtp_discard_ehlo_keyword_address_maps", "lmtp_discard_lhlo_keyword_address_maps");

    private final PostfixConfig all;
    private final Protocol protocol;

    /** @param all with the {@code -o} of the service */
    public ClientConfig(PostfixConfig all, Protocol protocol) {
        this.all = all;
        this.protocol = protocol;
    }

    /** {@code smtp_sasl_password_maps}. */
    public String passwordMaps() {
        return get(SmtpClientParameters.SMTP_SASL_PASSWORD_MAPS);
    }

    PostfixConfig all() {
        return all;
    }

    boolean isLmtp() {
        return protocol == Protocol.LMTP;
    }

    @Override
    public <T> T get(Parameter<T> parameter) {
        return all.get(own(parameter));
    }

    @Override
    public <T> Parameter<T> own(Parameter<T> parameter) {
        String name = parameter.name();
        if (protocol == Protocol.SMTP || !name.startsWith(PREFIX)) {
            return parameter;
        }
        String other = OTHER_WORDS.getOrDefault(name, "lmtp_" + name.substring(PREFIX.length()));
        return new Parameter<>(other, parameter.kind());
    }
}
