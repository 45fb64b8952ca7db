package org.postjames.bounce;

import java.time.Duration;
import java.util.List;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/** The built-in text of one kind of notice. // bounce_templates.c */
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

    String subject(boolean postmasterCopy) {
        return postmasterCopy && !postmasterSubject.isEmpty() ? postmasterSubject : subject;
    }

    /** The text before the list of recipients. */
    List<String> body(PostfixConfig config) {
        List<String> lines = new java.util.ArrayList<>();
        lines.add("This is the mail system at host " + config.get(GlobalParameters.MYHOSTNAME) + ".");
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
                long hours = config.get(GlobalParameters.DELAY_WARNING_TIME).toSeconds() / 3600;
                long days = config.get(MAXIMAL_QUEUE_LIFETIME).toSeconds() / 86400;
                lines.add("Your message could not be delivered for more than " + hours + " hour(s).");
                lines.add("It will be retried until it is " + days + " day(s) old.");
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
        return lines;
    }
}
