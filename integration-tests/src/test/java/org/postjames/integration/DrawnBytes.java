package org.postjames.integration;

/** The end of a dialogue: bytes that are sent at once, whatever the server answers to them, and then nothing more. */
final class DrawnBytes {
    private DrawnBytes() {}

    static String draw(Dice dice, DrawnDialogue dialogue) {
        StringBuilder text = new StringBuilder();
        for (int i = dice.upTo(5); i >= 0; i--) {
            text.append(dice.one(
                            dialogue.mail(),
                            dialogue.rcpt(),
                            dialogue.odd(),
                            dialogue.greeting(),
                            "MAIL FROM:<a@remote.example>\r\nRCPT TO:<games@example.test>\r\nDATA",
                            "MAIL FROM:<>\r\nRCPT TO:<games@example.test>\r\nBDAT 10 LAST\r\nbody",
                            "MAIL FROM:<>\r\nRCPT TO:<games@example.test>\r\nBDAT 3\r\nSubject: x\r\nBDAT 4 LAST\r\n",
                            "BDAT " + dice.upTo(40) + dice.one("", " LAST", " last") + "\r\nsome bytes",
                            "Subject: smuggled\r\n\r\nbody\r\n.",
                            "Subject: smuggled\n\nbody\n.\nMAIL FROM:<b@remote.example>",
                            "x\r\n.\nMAIL FROM:<c@remote.example>",
                            "x\n.\r\nMAIL FROM:<d@remote.example>",
                            "x\r.\rMAIL FROM:<e@remote.example>",
                            "x\r\n.\rMAIL FROM:<e@remote.example>",
                            "NOOP " + "n".repeat(dice.upTo(2200)),
                            "DATA",
                            "RSET",
                            "QUIT",
                            "\0",
                            "NOOP \0hidden",
                            "."))
                    .append(dice.one("\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r\r\n", "\r"));
        }
        return escape(text.length() > 3500 ? text.substring(0, 3500) : text.toString());
    }

    /** A BDAT command and its chunk, sent at once. */
    static String chunk(String content, String last) {
        return "X: BDAT " + content.length() + last + "\\r\\n" + escape(content);
    }

    /** As {@link SmtpDialogue#unescape} reads it. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\r' -> escaped.append("\\r");
                case '\n' -> escaped.append("\\n");
                case '\\' -> escaped.append("\\\\");
                default -> {
                    if (c < ' ' || c > '~') {
                        escaped.append(String.format("\\x%02x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
