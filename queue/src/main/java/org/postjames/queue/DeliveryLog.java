package org.postjames.queue;

import java.time.Duration;
import java.time.Instant;
import org.postjames.address.Address;
import org.postjames.bounce.QuotedAddress;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueId;

/** The lines about one recipient's delivery. // log_adhoc.c */
final class DeliveryLog {
    private final MailLog log;
    private final int resolution;

    DeliveryLog(MailLog log, int resolution) {
        this.log = log;
        this.resolution = resolution;
    }

    /** The moments of a delivery. */
    record Times(Instant arrived, Instant activated, Instant handedOff, Instant done) {}

    void recipient(String program, QueueId id, RecipientStatus s, Times t, String dsn, String status) {
        Recipient r = s.recipient();
        StringBuilder line = new StringBuilder(200);
        line.append(id.text())
                .append(": to=<")
                .append(QuotedAddress.of(r.address()))
                .append('>');
        if (differs(r.original(), r.address())) {
            line.append(", orig_to=<").append(QuotedAddress.of(r.original())).append('>');
        }
        line.append(", relay=").append(s.relay());
        if (s.connectionUse() > 1) {
            line.append(", conn_use=").append(s.connectionUse());
        }
        Duration transmission = Duration.between(t.handedOff(), t.done()).minus(s.connectionSetup());
        line.append(", delay=");
        append(line, Duration.between(t.arrived(), t.done()));
        line.append(", delays=");
        append(line, Duration.between(t.arrived(), t.activated()));
        line.append('/');
        append(line, Duration.between(t.activated(), t.handedOff()));
        line.append('/');
        append(line, s.connectionSetup());
        line.append('/');
        append(line, transmission);
        line.append(", dsn=").append(dsn).append(", status=").append(status);
        line.append(" (").append(s.reason()).append(')');
        log.info(program, line.toString());
    }

    /** Whether the original recipient is worth showing. */
    static boolean differs(Address original, Address address) {
        return !original.isNull() && !original.toString().equalsIgnoreCase(address.toString());
    }

    private void append(StringBuilder line, Duration d) {
        Duration shown = d.isNegative() ? Duration.ZERO : d;
        format(line, shown.getSeconds(), shown.getNano() / 1000, 2, resolution);
    }

    /**
     * Appends a time with few digits: {@code 0}, {@code 0.01}, {@code 1.2}, {@code 12}. // format_tv.c
     *
     * @param significant how many digits are shown, 1 to 6
     * @param decimals how many digits there are at most after the point, 0 to 6
     */
    static void format(StringBuilder out, long seconds, int micros, int significant, int decimals) {
        int million = 1_000_000;
        int width = power(significant);
        long unit = million / power(decimals);
        if (unit < million) {
            if (seconds > 0) {
                int n = 1;
                while (seconds >= n && n <= width / 10) {
                    n *= 10;
                }
                unit = (long) (million / width) * n;
            } else {
                while (micros >= width * unit) {
                    unit *= 10;
                }
            }
        }
        long sec = seconds;
        long usec = micros;
        if (unit > 1) {
            usec += unit / 2;
            if (usec >= million) {
                sec++;
                usec -= million;
            }
        }
        out.append(sec);
        if (usec >= unit) {
            out.append('.');
            long rest = usec;
            for (int n = million / 10; rest >= unit && n > 0; n /= 10) {
                out.append((char) ('0' + rest / n));
                rest %= n;
            }
        }
    }

    private static int power(int exponent) {
        int value = 1;
        for (int i = 0; i < exponent; i++) {
            value *= 10;
        }
        return value;
    }
}
