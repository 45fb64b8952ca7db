package org.postjames.cleanup;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/** A point in time as Postfix writes it into Date: and Received: headers. // mail_date(3): {@code %a, %e %b %Y %H:%M:%S +hhmm (TZ)}; the day is padded with a space */
public final class MailDate {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private MailDate() {}

    public static String format(Instant instant, ZoneId zone) {
        ZonedDateTime time = instant.atZone(zone);
        int offset = time.getOffset().getTotalSeconds() / 60;
        StringBuilder text = new StringBuilder(48);
        text.append(DAYS[time.getDayOfWeek().getValue() - 1]).append(", ");
        two(text, time.getDayOfMonth(), ' ');
        text.append(' ')
                .append(MONTHS[time.getMonthValue() - 1])
                .append(' ')
                .append(time.getYear())
                .append(' ');
        two(text, time.getHour(), '0');
        text.append(':');
        two(text, time.getMinute(), '0');
        text.append(':');
        two(text, time.getSecond(), '0');
        text.append(offset < 0 ? " -" : " +");
        two(text, Math.abs(offset) / 60, '0');
        two(text, Math.abs(offset) % 60, '0');
        return text.append(" (").append(abbreviation(time, zone)).append(')').toString();
    }

    private static String abbreviation(ZonedDateTime time, ZoneId zone) {
        String id = zone.getId();
        if (id.equals("UTC") || id.equals("Etc/UTC") || id.equals("Z") || id.equals("GMT")) {
            return id.equals("GMT") ? id : "UTC";
        }
        boolean summer = zone.getRules().isDaylightSavings(time.toInstant());
        return java.util.TimeZone.getTimeZone(zone).getDisplayName(summer, java.util.TimeZone.SHORT, Locale.ENGLISH);
    }

    private static void two(StringBuilder text, int value, char pad) {
        if (value < 10) {
            text.append(pad);
        }
        text.append(value);
    }
}
