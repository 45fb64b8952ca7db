package org.postjames.delivery;

import java.util.Map;
import org.postjames.config.PostfixConfig;

/** {@code $user}, {@code $extension} and the like in {@code forward_path} and {@code luser_relay}. // local_expand.c */
final class LocalMacros {
    private LocalMacros() {}

    static String expand(String text, LocalState state, PostfixConfig config) {
        Map<String, String> values = Map.of(
                "user", state.user,
                "home", state.home,
                "shell", state.shell,
                "recipient", state.recipient.address().toString(),
                "extension", state.extension,
                "domain", state.domain,
                "local", state.local,
                "recipient_delimiter", state.delimiter);
        return PostfixConfig.of(values).expand(text);
    }
}
