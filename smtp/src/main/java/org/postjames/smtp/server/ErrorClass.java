package org.postjames.smtp.server;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The classes of trouble that {@code notify_classes} names. // mail_error.h */
enum ErrorClass {
    BOUNCE("bounce"),
    DOUBLE_BOUNCE("2bounce"),
    DATA("data"),
    DELAY("delay"),
    POLICY("policy"),
    PROTOCOL("protocol"),
    RESOURCE("resource"),
    SOFTWARE("software");

    private final String word;

    ErrorClass(String word) {
        this.word = word;
    }

    static Set<ErrorClass> of(List<String> words) {
        Set<ErrorClass> found = EnumSet.noneOf(ErrorClass.class);
        for (ErrorClass each : values()) {
            if (words.stream().anyMatch(each.word::equalsIgnoreCase)) {
                found.add(each);
            }
        }
        return found;
    }

    /** What kind of error a 4xx or 5xx reply tells of. // smtpd.c and smtpd_check.c name it beside each reply */
    static ErrorClass of(String reply) {
        if (reply.endsWith(" Server configuration error") || reply.contains(" Error: internal error")) {
            return SOFTWARE;
        }
        if (reply.endsWith(" Insufficient system storage") || reply.endsWith(" Error: queue file write error")) {
            return RESOURCE;
        }
        if (reply.endsWith(": Temporary lookup failure")) {
            return DATA;
        }
        if (reply.endsWith(" Error: message file too big") || reply.endsWith(" Error: too many hops")) {
            return BOUNCE;
        }
        boolean enhanced = reply.length() > 8 && reply.charAt(5) == '.';
        boolean syntax = !enhanced || reply.charAt(6) == '5' || reply.endsWith(" address syntax");
        return syntax ? PROTOCOL : POLICY;
    }
}
