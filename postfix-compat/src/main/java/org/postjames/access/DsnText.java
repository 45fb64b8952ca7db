package org.postjames.access;

/** A text that may start with {@code D.S.N}, as the right-hand sides of access tables do. // dsn_split() */
public record DsnText(String dsn, String text) {
    /** Splits off the {@code D.S.N}, or takes the default. */
    public static DsnText of(String defaultDsn, String text) {
        int length = dsnLength(text);
        return length == 0
                ? new DsnText(defaultDsn, text)
                : new DsnText(text.substring(0, length), text.substring(length).stripLeading());
    }

    /** An address-specific status is changed when something else than that address is refused. // smtpd_dsn_fix() */
    String dsnFor(ReplyClass replyClass, RestrictionContext context) {
        if (!dsn.startsWith(".1.", 1)) {
            return dsn;
        }
        String fixed = dsn.charAt(0) + "." + subjectAndDetail(replyClass);
        if (!fixed.equals(dsn)) {
            context.log()
                    .info(context.program(), "mapping DSN status " + dsn + " into " + replyClass + " status " + fixed);
        }
        return fixed;
    }

    private String subjectAndDetail(ReplyClass replyClass) {
        String detail = dsn.substring(4);
        return switch (replyClass) {
            case SENDER ->
                switch (detail) {
                    case "2", "8" -> "1.8";
                    case "1", "3", "4", "6", "7" -> "1.7";
                    default -> "1.0";
                };
            case RECIPIENT ->
                switch (detail) {
                    case "1", "2", "3", "4", "5", "6" -> "1." + detail;
                    case "7" -> "1.3";
                    case "8" -> "1.2";
                    default -> "1.0";
                };
            default -> "0.0";
        };
    }

    /** The length of {@code [245].N.N} at the start, one to three digits each, ended by white space or the end. // dsn_valid() */
    private static int dsnLength(String text) {
        if (text.length() < 5 || "245".indexOf(text.charAt(0)) < 0 || text.charAt(1) != '.') {
            return 0;
        }
        int dot = digits(text, 2);
        if (dot == 2 || dot > 5 || dot >= text.length() || text.charAt(dot) != '.') {
            return 0;
        }
        int end = digits(text, dot + 1);
        boolean detail = end > dot + 1 && end <= dot + 4;
        boolean ends = end == text.length() || Character.isWhitespace(text.charAt(end));
        return detail && ends ? end : 0;
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
