package org.postjames.access;

import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;

/**
 * The reply for clients that a DNS list names: from {@code rbl_reply_maps} by the list's domain, or {@code default_rbl_reply}, with their {@code $rbl_…} and
 * session names filled in. // rbl_reject_reply()
 */
record RblReply(Maps templates, RestrictionContext context) {
    Verdict refusal(DnsList list, DnsList.Result result, String what, ReplyClass replyClass, SmtpdFacts facts) {
        String byDefault = context.config().get(AccessParameters.DEFAULT_RBL_REPLY);
        String template;
        try {
            template = templates.find(list.argument()).orElse(byDefault);
        } catch (TableUnavailableException e) {
            context.warn(String.valueOf(e.getMessage()));
            return Verdict.serverConfigurationError();
        }
        String reason = list.reason(result);
        SessionMacros macros = new SessionMacros(context, facts, name -> switch (name) {
            case "rbl_code" -> Optional.of(String.valueOf(context.config().get(AccessParameters.MAPS_RBL_REJECT_CODE)));
            case "rbl_domain" -> Optional.of(list.domain());
            case "rbl_reason", "rbl_txt" -> Optional.of(reason);
            case "rbl_what" -> Optional.of(what);
            case "rbl_class" -> Optional.of(replyClass.toString());
            default -> Optional.empty();
        });
        String text = macros.expand(template).orElse("");
        if (text.isEmpty() && !template.equals(byDefault)) {
            context.warn("bad rbl reply template for domain " + list.argument() + ": " + template);
            text = macros.expand(byDefault).orElse("");
        }
        return new Verdict.Refuse(parse(text, replyClass));
    }

    /** {@code 554 5.7.1 text} or {@code 554 text}. */
    private SmtpReply parse(String text, ReplyClass replyClass) {
        if (!text.matches("(?s)[45][0-9][0-9] .*")) {
            context.warn("rbl response code configuration error: " + text);
            return new SmtpReply(450, "4.7.1", "Service unavailable");
        }
        DsnText rest = DsnText.of("4.7.1", text.substring(4));
        return new SmtpReply(
                Integer.parseInt(text.substring(0, 3)),
                rest.dsnFor(replyClass, context),
                rest.text().isEmpty() ? "Service unavailable" : rest.text());
    }

    /** The templates of {@code rbl_reply_maps}. */
    static RblReply of(RestrictionContext context) {
        PostfixConfig config = context.config();
        return new RblReply(
                context.tables()
                        .maps(config.get(AccessParameters.RBL_REPLY_MAPS))
                        .named(AccessParameters.RBL_REPLY_MAPS.name()),
                context);
    }
}
