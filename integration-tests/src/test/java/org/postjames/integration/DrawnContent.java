package org.postjames.integration;

/** A message as it stands behind DATA, without the final dot, with the escapes of {@link SmtpDialogue}; each line ends in CR LF. */
final class DrawnContent {
    private DrawnContent() {}

    static String draw(Dice dice, String mark) {
        StringBuilder text = new StringBuilder();
        if (dice.percent(5)) {
            line(text, dice.one("From a@b Fri Nov 20 10:00:00 2026", ">From x", "", " leading blank", "no header"));
        }
        if (dice.percent(85)) {
            line(text, "X-Dialogue: " + mark);
        }
        for (int i = dice.upTo(5); i > 0; i--) {
            line(text, header(dice));
        }
        if (dice.percent(92)) {
            line(text, "");
        }
        for (int i = dice.upTo(4); i > 0; i--) {
            line(text, body(dice));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(DrawnBytes.escape(line)).append("\\r\\n");
    }

    private static String header(Dice dice) {
        return dice.one(
                "From: <a@remote.example>",
                "From: Full Name <games>",
                "From: a@remote.example (comment), b",
                "To: games@example.test, list@virtual.example",
                "To: undisclosed-recipients:;",
                "To: \"quoted, name\" <games@mail.example.test>, user%elsewhere.example",
                "Cc: elsewhere.example!user, <@relay.example:user@elsewhere.example>",
                "Bcc: secret@example.test",
                "Subject: hello",
                "Subject: a very long subject that goes on and on and on\r\n and on in a second line\r\n\tand a third",
                "Subject:no space",
                "Subject : space before",
                "Message-Id: <m@client.example>",
                "Message-ID: <>",
                "Message-Id: no brackets",
                "Date: Fri, 20 Nov 2026 10:00:00 +0000",
                "Date: yesterday",
                "Return-Path: <x@y>",
                "Received: from a by b; Fri, 20 Nov 2026 10:00:00 +0000",
                "Received: from c by d; Fri, 20 Nov 2026 10:00:00 +0000",
                "Delivered-To: other@example.test",
                "Resent-From: a@remote.example",
                "Resent-To: user",
                "Reply-To: group: a, b@remote.example;",
                "Sender: MAILER-DAEMON",
                "X-Test: " + "long ".repeat(60),
                "X-Test: caf\u00e9",
                "X-Test: caf\u00c3\u00a9",
                "X-Test:",
                ": no name",
                "no colon at all",
                "MIME-Version: 1.0",
                "Content-Type: multipart/mixed; boundary=\"b1\"",
                "Content-Type: multipart/mixed; boundary=b1\r\nMIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Type: message/rfc822",
                "Content-Transfer-Encoding: 8bit",
                "Content-Transfer-Encoding: 7bit",
                "Content-Transfer-Encoding: base64",
                "Content-Transfer-Encoding: nonsense",
                "Content-Length: 5",
                "Errors-To: a@remote.example",
                "Return-Receipt-To: games@example.test",
                "Disposition-Notification-To: a");
    }

    private static String body(Dice dice) {
        return dice.one(
                "body",
                "body text with more words",
                "",
                "..",
                "..dot",
                ". dot",
                ">From quoted",
                "From not quoted",
                "--b1",
                "--b1--",
                "--b1\r\nContent-Type: text/plain\r\nX-Test: in a part\r\n\r\npart",
                "--b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: nested\r\nTo: games\r\n\r\nnested body",
                "--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\n\r\ninner\r\n--b2--",
                "caf\u00e9",
                "caf\u00c3\u00a9",
                "a\0b",
                "trailing blanks   ",
                "lone \r in the middle",
                "ends with two\r",
                "bare\nline feed",
                "bare dot\n..\nlines",
                "tab\tand \u0001 control",
                "x".repeat(300),
                "y".repeat(1100),
                "z".repeat(2100));
    }
}
