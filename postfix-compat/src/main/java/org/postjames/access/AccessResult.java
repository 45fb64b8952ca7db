package org.postjames.access;

import org.jspecify.annotations.Nullable;

/**
 * Reads the right-hand side of an access table, or what a policy server answers. // access(5), check_table_result()
 *
 * @param source {@code type:name} of the table, or the policy server as the restriction list names it
 * @param restrictions reads a right-hand side that is a list of restrictions
 */
record AccessResult(
        RestrictionContext context, String source, java.util.function.Function<String, RestrictionList> restrictions) {

    /**
     * @param key what was looked up, for warnings
     * @param name the name in {@code <…>} of the reply
     */
    Verdict verdict(String value, String key, String name, ReplyClass replyClass, SmtpdFacts facts) {
        int end = wordEnd(value);
        String word = value.substring(0, end);
        String text = value.substring(end).stripLeading();
        Verdict known = simple(word, text, name, replyClass);
        if (known == null) {
            known = action(word, text, new Subject(key, name, replyClass), facts);
        }
        if (known != null) {
            return known;
        }
        if (isDigits(value)) {
            return permitted(word, name, replyClass);
        }
        if (end == 3 && !text.isEmpty() && (value.charAt(0) == '4' || value.charAt(0) == '5') && isDigits(word)) {
            return new Verdict.Refuse(
                    reply(Integer.parseInt(word), value.charAt(0) + ".7.1", text, "Access denied", name, replyClass));
        }
        return list(value, name, replyClass);
    }

    private record Subject(String key, String name, ReplyClass replyClass) {}

    private @Nullable Verdict simple(String word, String text, String name, ReplyClass replyClass) {
        int defer = context.config().get(AccessParameters.ACCESS_MAP_DEFER_CODE);
        return switch (word.toUpperCase(java.util.Locale.ROOT)) {
            case "DUNNO" -> Verdict.Plain.DUNNO;
            case "OK", "RELAY" -> permitted(word, name, replyClass);
            case "REJECT" ->
                new Verdict.Refuse(reply(
                        context.config().get(AccessParameters.ACCESS_MAP_REJECT_CODE),
                        "5.7.1",
                        text,
                        "Access denied",
                        name,
                        replyClass));
            case "DEFER" -> new Verdict.Refuse(reply(defer, "4.7.1", text, "Access denied", name, replyClass));
            case "DEFER_IF_PERMIT" ->
                new Verdict.DeferIfPermit(reply(defer, "4.7.1", text, "Service unavailable", name, replyClass));
            case "DEFER_IF_REJECT" ->
                new Verdict.DeferIfReject(reply(defer, "4.7.1", text, "Service unavailable", name, replyClass));
            default -> null;
        };
    }

    private Verdict permitted(String word, String name, ReplyClass replyClass) {
        return new Verdict.Permitted(word, replyClass, name, "from " + source);
    }

    private @Nullable Verdict action(String word, String text, Subject subject, SmtpdFacts facts) {
        AccessAction action = AccessActions.find(word);
        if (action == null) {
            return null;
        }
        String where = "<" + subject.name() + ">: " + subject.replyClass();
        String entry = "access table " + source + " entry \"" + subject.key() + "\" ";
        String problem =
                switch (action) {
                    case FILTER ->
                        text.isEmpty()
                                ? "has FILTER entry without value"
                                : text.indexOf(':') < 0 ? "requires transport:destination" : null;
                    case REDIRECT, BCC -> text.indexOf('@') < 0 ? "requires user@domain target" : null;
                    case PREPEND -> isHeader(text) ? null : "requires header: text";
                    case DISCARD, HOLD, INFO, WARN -> null;
                };
        if (!available(action, facts)) {
            return Verdict.Plain.DUNNO;
        }
        if (problem != null) {
            context.warn(entry + problem);
            return Verdict.Plain.DUNNO;
        }
        String log =
                switch (action) {
                    case DISCARD, HOLD -> where + " " + (text.isEmpty() ? "triggers " + action + " action" : text);
                    case FILTER, REDIRECT, BCC -> where + " triggers " + action + " " + text;
                    case INFO, WARN, PREPEND -> text;
                };
        return new Verdict.Act(action, text, log);
    }

    /** Outside a mail transaction there is nothing that these could act on. // can_delegate_action() */
    private boolean available(AccessAction action, SmtpdFacts facts) {
        if (action == AccessAction.INFO || action == AccessAction.WARN) {
            return true;
        }
        if (action != AccessAction.PREPEND
                && !context.config().value("smtpd_proxy_filter").orElse("").isBlank()) {
            context.warn("access table " + source + ": with smtpd_proxy_filter specified, action " + action
                    + " is unavailable");
            return false;
        }
        if (facts.where().equals("ETRN")) {
            context.warn(
                    "access table " + source + ": action " + action + " is unavailable in smtpd_etrn_restrictions");
            return false;
        }
        if (facts.sender() == null) {
            context.warn("access table " + source + ": with smtpd_delay_reject=no, action " + action
                    + " is always skipped in Client host or Helo command restrictions");
            return false;
        }
        if (action == AccessAction.PREPEND && facts.where().equals("END-OF-MESSAGE")) {
            context.warn(
                    "access table " + source + ": action PREPEND must be used before smtpd_end_of_data_restrictions");
            return false;
        }
        return true;
    }

    private Verdict list(String value, String name, ReplyClass replyClass) {
        if (value.indexOf(':') >= 0) {
            context.warn("access table " + source + " has entry with lookup table: " + value);
            context.warn("do not specify lookup tables inside SMTPD access maps");
            context.warn("define a restriction class and specify its name instead.");
            return Verdict.serverConfigurationError();
        }
        if (value.isBlank()) {
            context.warn("access table " + source + " entry " + value + " has empty value");
            return Verdict.Plain.OK;
        }
        return new Verdict.Ask(restrictions.apply(value), facts -> facts.about(name, replyClass));
    }

    private SmtpReply reply(
            int code, String defaultDsn, String text, String defaultText, String name, ReplyClass replyClass) {
        DsnText split = DsnText.of(defaultDsn, text);
        return SmtpdFacts.rejected(
                code,
                split.dsnFor(replyClass, context),
                name,
                replyClass,
                split.text().isEmpty() ? defaultText : split.text());
    }

    private static int wordEnd(String value) {
        int i = 0;
        while (i < value.length() && value.charAt(i) != ' ' && value.charAt(i) != '\t') {
            i++;
        }
        return i;
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** {@code Name:}, no white space or control characters in the name. // is_header() */
    static boolean isHeader(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i > 0;
            }
            if (c <= ' ' || c >= 127) {
                return false;
            }
        }
        return false;
    }

    /** The words of the actions. */
    private static final class AccessActions {
        static @Nullable AccessAction find(String word) {
            for (AccessAction action : AccessAction.values()) {
                if (action.name().equalsIgnoreCase(word)) {
                    return action;
                }
            }
            return null;
        }
    }
}
