package org.postjames.access;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.config.EscapeSequences;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/**
 * The {@code $names} that texts for SMTP clients may hold. Characters that {@code smtpd_expansion_filter} does not list become {@code _}. // smtpd_expand.c
 *
 * @param more names that only the text at hand has
 */
record SessionMacros(RestrictionContext context, SmtpdFacts facts, Function<String, Optional<String>> more) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT);

    /** Nothing if the text is malformed or has an unknown name; a warning has been logged. */
    Optional<String> expand(String template) {
        return expand(template, false);
    }

    /** @param tolerant whether an unknown name stands for nothing */
    Optional<String> expand(String template, boolean tolerant) {
        String allowed = EscapeSequences.unescape(context.config().get(AccessParameters.SMTPD_EXPANSION_FILTER));
        boolean[] unknown = new boolean[1];
        try {
            String text = PostfixConfig.expand(
                    template, name -> value(name).map(value -> filtered(value, allowed)), name -> unknown[0] = true);
            return unknown[0] && !tolerant ? Optional.empty() : Optional.of(text);
        } catch (IllegalArgumentException e) {
            context.warn(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<String> value(String name) {
        Optional<String> special = more.apply(name);
        return special.isPresent() ? special : Optional.ofNullable(session(name));
    }

    private @Nullable String session(String name) {
        ClientFacts client = facts.client();
        return switch (name) {
            case "server_name" -> context.config().get(GlobalParameters.MYHOSTNAME);
            case "client" -> client.nameAndAddress();
            case "client_address" -> client.address();
            case "client_port" -> facts.session().clientPort();
            case "client_name" -> client.name();
            case "reverse_client_name" -> client.reverseName();
            case "helo_name" -> facts.helo() == null ? "" : facts.helo();
            case "sender", "sender_name", "sender_domain" -> address(facts.sender(), name);
            case "recipient", "recipient_name", "recipient_domain" -> address(facts.recipient(), name);
            case "localtime" -> TIME.format(ZonedDateTime.now());
            default -> {
                context.warn("unknown macro name \"" + name + "\" in expansion request");
                yield null;
            }
        };
    }

    private static String address(@Nullable Address address, String name) {
        if (address == null) {
            return "";
        }
        if (name.endsWith("_domain")) {
            return address.domain();
        }
        if (address.isNull()) {
            return "<>";
        }
        return name.endsWith("_name") ? address.localPart() : address.toString();
    }

    private static String filtered(String value, String allowed) {
        StringBuilder out = new StringBuilder(value);
        for (int i = 0; i < out.length(); i++) {
            if (allowed.indexOf(out.charAt(i)) < 0) {
                out.setCharAt(i, '_');
            }
        }
        return out.toString();
    }
}
