package org.postjames.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.postjames.control.QueueEntry;
import org.postjames.control.QueueEntry.Delayed;

/** Prints messages as {@code postqueue -p} does, in the columns that scripts read. // showq_compat.c */
final class QueueFormat {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final PrintStream out;
    private final boolean longIds;
    private final ZoneId zone;
    private final StringBuilder text = new StringBuilder(1024);
    private long count;
    private long size;

    QueueFormat(PrintStream out, boolean longIds, ZoneId zone) {
        this.out = out;
        this.longIds = longIds;
        this.zone = zone;
    }

    void message(QueueEntry e) {
        if (count++ > 0) {
            text.append('\n');
        } else if (longIds) {
            text.append("----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient------\n");
        } else {
            text.append("-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n");
        }
        size += e.size();
        String mark = e.queue().equals("active") ? "*" : e.queue().equals("hold") ? "!" : "";
        row(e.id() + mark + (e.forcedExpire() ? "#" : ""), Long.toString(e.size()), time(e.arrived()), e.sender());
        String reason = "";
        for (Delayed r : e.recipients()) {
            if (!r.reason().equals(reason)) {
                reason = r.reason();
                String shown = reason.isEmpty() ? "reason unavailable" : reason;
                text.repeat(' ', Math.max(0, 76 - shown.length()));
                text.append('(').append(shown).append(")\n");
            }
            row("", "", "", r.address());
        }
        flush();
    }

    void end() {
        if (count == 0) {
            text.append("Mail queue is empty\n");
        } else {
            text.append("\n-- ").append(size / 1024).append(" Kbytes in ").append(count);
            text.append(count == 1 ? " Request.\n" : " Requests.\n");
        }
        flush();
    }

    private void row(String id, String messageSize, String time, String address) {
        column(id, longIds ? 17 : 11, false);
        column(messageSize, longIds ? 8 : 7, true);
        column(time, longIds ? 19 : 20, false);
        text.append(address).append('\n');
    }

    private void column(String value, int width, boolean right) {
        int padding = Math.max(0, width - value.length());
        if (right) {
            text.repeat(' ', padding).append(value);
        } else {
            text.append(value).repeat(' ', padding);
        }
        text.append(' ');
    }

    /** asctime(3) without the year. */
    private String time(long seconds) {
        ZonedDateTime t = ZonedDateTime.ofInstant(Instant.ofEpochSecond(seconds), zone);
        StringBuilder time = new StringBuilder(20);
        time.append(DAYS[t.getDayOfWeek().getValue() - 1]).append(' ').append(MONTHS[t.getMonthValue() - 1]);
        time.append(t.getDayOfMonth() < 10 ? "  " : " ")
                .append(t.getDayOfMonth())
                .append(' ');
        two(time, t.getHour()).append(':');
        two(time, t.getMinute()).append(':');
        return two(time, t.getSecond()).toString();
    }

    private static StringBuilder two(StringBuilder time, int value) {
        return time.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    private void flush() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
        text.setLength(0);
    }
}
