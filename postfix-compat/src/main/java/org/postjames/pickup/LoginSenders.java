package org.postjames.pickup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.AddressSearch;
import org.postjames.table.Folding;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Which envelope senders a local user may name: {@code local_login_sender_maps}. Patterns are {@code *}, the name of the null sender, {@code @domain}, and addresses
 * without extension. // postdrop(1), login_sender_match.c
 */
public final class LoginSenders {
    /** The message cannot be judged now. // CLEANUP_STAT_WRITE */
    public static final int STATUS_WRITE = 2;
    /** This user may not use this sender. // CLEANUP_STAT_NOPERM */
    public static final int STATUS_NOPERM = 512;

    static final Parameter<String> LOCAL_LOGIN_SENDER_MAPS = Parameter.text("local_login_sender_maps");
    static final Parameter<String> NULL_SENDER_KEY = Parameter.text("empty_address_local_login_sender_maps_lookup_key");

    private static final String EVERYBODY = "static:*";
    private static final String SEPARATORS = ", \t\r\n";

    private final PostfixConfig config;
    private final Tables tables;
    private final Consumer<String> warnings;
    private final String login;

    /**
     * Why a sender was refused, as postdrop says it.
     *
     * @param status {@link #STATUS_WRITE} or {@link #STATUS_NOPERM}
     */
    public record Refusal(int status, String reason) {}

    /** @param user the login name, or the number of one who has none */
    public LoginSenders(PostfixConfig config, Tables tables, Consumer<String> warnings, String user) {
        this.warnings = warnings;
        this.config = config;
        this.tables = tables;
        this.login = SubmitPermission.listed(user).equals(user) ? user : "uid:" + user;
    }

    /** @param sender in internal form, its characters are bytes */
    public Optional<Refusal> refusal(String sender) {
        String maps = config.get(LOCAL_LOGIN_SENDER_MAPS);
        if (maps.equals(EVERYBODY)) {
            return Optional.empty();
        }
        try {
            boolean allowed = tables.maps(maps).find(login).stream()
                    .flatMap(patterns -> split(patterns).stream())
                    .anyMatch(pattern -> matches(pattern, sender));
            return allowed
                    ? Optional.empty()
                    : Optional.of(new Refusal(STATUS_NOPERM, "not authorized to use sender='" + sender + "'"));
        } catch (TableUnavailableException e) {
            warnings.accept(String.valueOf(e.getMessage()));
            return Optional.of(new Refusal(
                    STATUS_WRITE, LOCAL_LOGIN_SENDER_MAPS.name() + " table lookup error for '" + maps + "'"));
        }
    }

    private boolean matches(String pattern, String sender) {
        if (pattern.startsWith("@")) {
            int at = sender.lastIndexOf('@');
            return at >= 0 && Folding.lowerCase(pattern).equals(Folding.lowerCase(sender.substring(at)));
        }
        if (pattern.equals("*")) {
            return true;
        }
        if (pattern.equalsIgnoreCase(config.get(NULL_SENDER_KEY))) {
            return sender.isEmpty();
        }
        return Folding.lowerCase(pattern).equals(Folding.lowerCase(withoutExtension(sender)));
    }

    /** The external form of the address without its extension. */
    private String withoutExtension(String sender) {
        Address address = Address.of(sender);
        String base = AddressSearch.delimiter(config).split(address.localPart()).base();
        int at = sender.lastIndexOf('@');
        return AddressSyntax.quote822(Address.of(at < 0 ? base : base + sender.substring(at)));
    }

    /** Words between commas and white space, which may stand inside of quotes. // mystrtokdq() */
    private static List<String> split(String patterns) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < patterns.length(); i++) {
            char c = patterns.charAt(i);
            if (!quoted && SEPARATORS.indexOf(c) >= 0) {
                add(words, word);
                continue;
            }
            word.append(c);
            if (c == '\\' && i + 1 < patterns.length()) {
                word.append(patterns.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        add(words, word);
        return words;
    }

    private static void add(List<String> words, StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
