package org.postjames.smtp.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.esmtp.EhloKeyword;
import org.postjames.esmtp.XText;

/** The parameters of MAIL. */
final class MailOptions {
    private final Session session;
    String encoding = "";
    String envid = "";
    int dsnRet;
    long size;
    boolean smtputf8;
    /** Two characters, or empty. */
    String verpDelimiters = "";

    private boolean envidGiven;

    MailOptions(Session session) {
        this.session = session;
        this.size = session.mail.announcedSize;
    }

    /** SMTPUTF8 decides how the address is read, so it is looked for first. */
    void findSmtputf8(List<Token> words) {
        if (accepts(EhloKeyword.SMTPUTF8) && session.settings.smtputf8) {
            for (int i = 3; i < words.size(); i++) {
                smtputf8 |= words.get(i).text().equalsIgnoreCase("SMTPUTF8");
            }
        }
    }

    /** Reads the parameters from the fourth word on; returns a refusal if one is wrong. */
    Optional<String> parse(List<Token> words) {
        for (int i = 3; i < words.size(); i++) {
            String word = words.get(i).text();
            int equals = word.indexOf('=');
            String keyword = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            String problem = one(word, equals < 0 ? keyword : keyword + "=", value);
            if (problem != null) {
                return Optional.of(problem);
            }
        }
        return Optional.empty();
    }

    private @Nullable String one(String word, String keyword, String value) {
        return switch (keyword) {
            case "BODY=" -> body(word, value);
            case "SIZE=" -> size(value);
            case "SMTPUTF8" -> smtputf8 ? null : unsupported(word);
            case "AUTH=" -> auth(value);
            case "RET=" -> ret(value);
            case "ENVID=" -> envid(value);
            case VerpOption.KEYWORD, VerpOption.KEYWORD + "=" -> verp(word, keyword.endsWith("="), value);
            default -> unsupported(word);
        };
    }

    private @Nullable String body(String word, String value) {
        switch (value.toUpperCase(Locale.ROOT)) {
            case "8BITMIME" -> encoding = "8bit";
            case "7BIT" -> encoding = "7bit";
            default -> {
                return unsupported(word);
            }
        }
        return null;
    }

    private @Nullable String size(String value) {
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return "501 5.5.4 Bad message size syntax";
        }
        try {
            size = Long.parseLong(value);
            session.mail.announcedSize = size; // it stays until the next reset, as in Postfix
        } catch (NumberFormatException e) {
            return "552 5.3.4 Message size exceeds file system imposed limit";
        }
        return null;
    }

    private @Nullable String auth(String value) { // RFC 4954 5
        if (session.mail.saslSender != null) {
            return "503 5.5.4 Error: multiple AUTH= options";
        }
        if (!value.equals("<>")) {
            session.mail.saslSender = session.printable(value); // it stays until the next reset, as in Postfix
        }
        return null;
    }

    private @Nullable String ret(String value) { // RFC 3461 4.3
        if (!accepts(EhloKeyword.DSN)) {
            return "501 5.7.1 DSN support is disabled";
        }
        int code = value.equalsIgnoreCase("FULL") ? 1 : value.equalsIgnoreCase("HDRS") ? 2 : 0;
        if (dsnRet != 0 || code == 0) {
            return "501 5.5.4 Bad RET parameter syntax";
        }
        dsnRet = code;
        return null;
    }

    private @Nullable String envid(String value) { // RFC 3461 4.4
        if (!accepts(EhloKeyword.DSN)) {
            return "501 5.7.1 DSN support is disabled";
        }
        Optional<String> decoded = XText.decode(value);
        if (envidGiven || decoded.isEmpty() || !isPrintable(decoded.get())) {
            return "501 5.5.4 Bad ENVID parameter syntax";
        }
        envid = decoded.get();
        envidGiven = true;
        return null;
    }

    private @Nullable String verp(String word, boolean named, String value) {
        if (!VerpOption.isAllowed(session)) {
            return unsupported(word);
        }
        verpDelimiters = named ? value : session.settings.config.get(GlobalParameters.DEFAULT_VERP_DELIMITERS);
        return named ? VerpOption.problem(session, value) : null;
    }

    private boolean accepts(EhloKeyword keyword) {
        return !session.discarded.contains(keyword);
    }

    private static String unsupported(String word) {
        return "555 5.5.4 Unsupported option: " + word;
    }

    private static boolean isPrintable(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
