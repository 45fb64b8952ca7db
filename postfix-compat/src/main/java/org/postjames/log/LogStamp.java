package org.postjames.log;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/** {@code Nov 05 12:34:56 host }: made once per second. Not safe for concurrent use. */
final class LogStamp {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final Clock clock;
    private final ZoneRules rules;
    private final String host;
    private long second = Long.MIN_VALUE;
    private String text = "";

    LogStamp(String hostname, Clock clock) {
        int dot = hostname.indexOf('.');
        this.host = dot < 0 ? hostname : hostname.substring(0, dot);
        this.clock = clock;
        ZoneId zone = clock.getZone();
        this.rules = zone.getRules();
    }

    String now() {
        long millis = clock.millis();
        long current = Math.floorDiv(millis, 1000L);
        if (current != second) {
            ZoneOffset offset = rules.getOffset(java.time.Instant.ofEpochSecond(current));
            text = format(LocalDateTime.ofEpochSecond(current, 0, offset));
            second = current;
        }
        return text;
    }

    private String format(LocalDateTime time) {
        int month = (time.getMonthValue() - 1) * 3;
        StringBuilder out = new StringBuilder(40);
        out.append(MONTHS, month, month + 3).append(' ');
        two(out, time.getDayOfMonth()).append(' ');
        two(out, time.getHour()).append(':');
        two(out, time.getMinute()).append(':');
        two(out, time.getSecond()).append(' ');
        return out.append(host).append(' ').toString();
    }

    private static StringBuilder two(StringBuilder out, int value) {
        return out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}
