package org.postjames.bounce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.config.Parameter;

/** The kinds of notices, with their built-in texts. // bounce_templates.c */
public enum BounceTemplate {
    FAILURE("Undelivered Mail Returned to Sender", "Postmaster Copy: Undelivered Mail"),
    DELAY("Delayed Mail (still being retried)", "Postmaster Warning: Delayed Mail"),
    SUCCESS("Successful Mail Delivery Report", ""),
    VERIFY("Mail Delivery Status Report", "");

    static final Parameter<Duration> MAXIMAL_QUEUE_LIFETIME = Parameter.time("maximal_queue_lifetime");

    private static final List<String> HELP = List.of(
            "",
            "For further assistance, please send mail to postmaster.",
            "",
            "If you do so, please include this problem report. You can",
            "delete your own text from the attached returned message.");

    private final String subject;
    private final String postmasterSubject;

    BounceTemplate(String subject, String postmasterSubject) {
        this.subject = subject;
        this.postmasterSubject = postmasterSubject;
    }

    /** The word that names the template: {@code failure_template}. */
    String className() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the built-in template says. */
    BounceTemplates.Content builtIn() {
        List<String> lines = new ArrayList<>();
        lines.add("This is the mail system at host $myhostname.");
        lines.add("");
        switch (this) {
            case FAILURE -> {
                lines.add("I'm sorry to have to inform you that your message could not");
                lines.add("be delivered to one or more recipients. It's attached below.");
                lines.addAll(HELP);
            }
            case DELAY -> {
                String rule = "#".repeat(68);
                lines.add(rule);
                lines.add("# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #");
                lines.add(rule);
                lines.add("");
                lines.add("Your message could not be delivered for more than $delay_warning_time_hours hour(s).");
                lines.add("It will be retried until it is $maximal_queue_lifetime_days day(s) old.");
                lines.addAll(HELP);
            }
            case SUCCESS -> {
                lines.add("Your message was successfully delivered to the destination(s)");
                lines.add("listed below. If the message was delivered to mailbox you will");
                lines.add("receive no further notifications. Otherwise you may still receive");
                lines.add("notifications of mail delivery errors from other systems.");
            }
            case VERIFY -> lines.add("Enclosed is the mail delivery report that you requested.");
        }
        lines.add("");
        lines.add("                   The mail system");
        return new BounceTemplates.Content(
                "[built-in]",
                "us-ascii",
                Optional.empty(),
                subject,
                Optional.of(postmasterSubject).filter(text -> !text.isEmpty()),
                List.copyOf(lines));
    }
}
