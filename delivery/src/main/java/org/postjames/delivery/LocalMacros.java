package org.postjames.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.config.PostfixConfig;

/** {@code $user}, {@code $extension} and the like in {@code forward_path} and {@code luser_relay}. Their values are taken as they are. // local_expand.c */
final class LocalMacros {
    private LocalMacros() {}

    /**
     * @param text what is expanded
     * @param complete whether every macro had a value
     */
    record Expanded(String text, boolean complete) {}

    /**
     * @param allowed the characters of a value that stay, the others become {@code _}; empty for all
     * @throws IllegalArgumentException with Postfix's words if the text is malformed
     */
    static Expanded expand(String text, LocalState state, String allowed) {
        Map<String, String> values = Map.of(
                "user", state.user,
                "home", state.home,
                "shell", state.shell,
                "recipient", state.recipient.address().toString(),
                "extension", state.extension,
                "domain", state.domain,
                "local", state.local,
                "mailbox", state.local,
                "recipient_delimiter", state.delimiter);
        List<String> undefined = new ArrayList<>();
        String expanded = PostfixConfig.expand(
                text,
                name -> Optional.ofNullable(values.get(name))
                        .filter(value -> !value.isEmpty())
                        .map(value -> filtered(value, allowed)),
                undefined::add);
        return new Expanded(expanded, undefined.isEmpty());
    }

    private static String filtered(String value, String allowed) {
        StringBuilder out = new StringBuilder(value);
        for (int i = 0; i < out.length() && !allowed.isEmpty(); i++) {
            if (allowed.indexOf(out.charAt(i)) < 0) {
                out.setCharAt(i, '_');
            }
        }
        return out.toString();
    }
}
