package org.postjames.integration;

import java.util.ArrayList;
import java.util.List;

/**
 * The client's side of a session that dice decide, as {@link SmtpDialogue} plays it: legal and illegal commands one by one or in groups, messages by DATA
 * and BDAT, and often, at the end, bytes without regard to replies.
 */
final class DrawnDialogue {
    private static final List<String> HELO_NAMES = List.of(
            "client.example",
            "client.example",
            "client.example",
            "remote.example",
            "h",
            "localhost",
            "mail.example.test",
            "[192.0.2.1]",
            "[IPv6:2001:db8::9]",
            "[IPv6:2001:db8:9]",
            "[192.0.2.300]",
            "[bad",
            "192.0.2.1",
            "-bad.example",
            "under_score.example",
            "two words",
            "",
            "a..b",
            ".dot.example",
            "client.example.",
            "#",
            "<client.example>",
            "\u00e4.example",
            "\u00c3\u00a4.example",
            "tab\there",
            "x".repeat(70) + ".example",
            "y.".repeat(130) + "example");
    private static final List<String> ODD_COMMANDS = List.of(
            "NOOP",
            "NOOP with words",
            "RSET",
            "RSET x",
            "HELP",
            "HELP MAIL",
            "VRFY games",
            "VRFY <games@example.test>",
            "VRFY nosuchuser",
            "VRFY",
            "VRFY two words",
            "VRFY user@elsewhere.example",
            "VRFY user@relay.example SMTPUTF8",
            "VRFY \"bad",
            "ETRN example.test",
            "ETRN",
            "ETRN elsewhere.example",
            "ETRN @example.test",
            "ETRN #x",
            "ETRN [192.0.2.1]",
            "ETRN a..b",
            "AUTH PLAIN",
            "AUTH",
            "STARTTLS",
            "STARTTLS x",
            "EXPN list",
            "SEND FROM:<a@remote.example>",
            "GET / HTTP/1.0",
            "CONNECT x:25",
            "Subject: hello",
            "",
            " ",
            "\t NOOP",
            "noop",
            "nOoP",
            "NOOPX",
            "MAIL",
            "RCPT",
            "RCPT TO",
            "DATA x",
            "BDAT",
            "BDAT 0",
            "BDAT 0 LAST",
            "BDAT x LAST",
            "BDAT 5 LAST x",
            "BDAT 99999999999999999999",
            "\u00ff\u00fe",
            "\u00c3\u00a4",
            "XCLIENT",
            "XCLIENT FOO=bar",
            "XCLIENT NAME",
            "QUIT now",
            "EHL0 client.example",
            "\"NOOP\"",
            "<>",
            ".",
            "VRFY games\\",
            "VRFY (comment) games");

    private final Dice dice;
    private final String mark;
    private final boolean careful;
    private final List<String> lines = new ArrayList<>();

    private DrawnDialogue(Dice dice, String mark, boolean careful) {
        this.careful = careful;
        this.dice = dice;
        this.mark = mark;
    }

    /** @param careful RSET follows each message, and nothing is sent without regard to replies: Postfix crashes when DATA follows a message that end-of-data restrictions refuse */
    static List<String> draw(long seed, int configuration, int number, boolean careful) {
        return new DrawnDialogue(Dice.of(seed, configuration, number), configuration + "/" + number, careful).lines();
    }

    private List<String> lines() {
        if (dice.percent(60)) {
            lines.add("C: " + xclient());
        }
        for (int i = dice.upTo(3); i > 0 && dice.percent(25); i--) {
            lines.add("C: " + dice.one(ODD_COMMANDS));
        }
        if (dice.percent(92)) {
            lines.add("C: " + greeting());
        }
        for (int i = dice.upTo(3); i >= 0; i--) {
            switch (dice.upTo(9)) {
                case 0, 1, 2, 3, 4, 5 -> transaction();
                case 6 -> group();
                case 7 -> lines.add("C: " + greeting());
                case 8 -> data();
                default -> lines.add("C: " + dice.one(ODD_COMMANDS));
            }
        }
        if (dice.percent(45) && !careful) {
            lines.add("Z: " + DrawnBytes.draw(dice, this));
        } else {
            lines.add(dice.one("C: QUIT", "C: QUIT", "C: QUIT x", "EOF"));
        }
        return lines;
    }

    private String xclient() {
        String client = dice.one(
                "NAME=remote.example ADDR=192.0.2.9",
                "NAME=remote.example ADDR=192.0.2.99 REVERSE_NAME=remote.example",
                "NAME=[UNAVAILABLE] ADDR=192.0.2.9",
                "NAME=[TEMPUNAVAIL] ADDR=198.51.100.7 REVERSE_NAME=[TEMPUNAVAIL]",
                "NAME=[UNAVAILABLE] ADDR=198.51.100.7 REVERSE_NAME=elsewhere.example",
                "NAME=v6.example ADDR=IPV6:2001:db8::9",
                "NAME=localhost ADDR=127.0.0.1",
                "ADDR=[UNAVAILABLE] NAME=[UNAVAILABLE]",
                "NAME=remote.example",
                "ADDR=198.51.100.8 HELO=told.example PROTO=ESMTP",
                "ADDR=198.51.100.8 LOGIN=user PORT=1234",
                "ADDR=198.51.100.300",
                "NAME=a..b",
                "PROTO=LMTP",
                "NAME=x+2Ey.example ADDR=198.51.100.9 DESTADDR=192.0.2.250 DESTPORT=26");
        return dice.one("XCLIENT ", "XCLIENT ", "XCLIENT ", "xclient ") + client;
    }

    String greeting() {
        return dice.one("EHLO ", "EHLO ", "EHLO ", "HELO ", "ehlo ", "EHLO  ") + dice.one(HELO_NAMES);
    }

    String odd() {
        return dice.one(ODD_COMMANDS);
    }

    String mail() {
        if (dice.percent(55)) {
            return "MAIL FROM:<" + dice.one("a@remote.example", "a@example.test", "user@elsewhere.example", "") + ">";
        }
        String verb = dice.one(
                "MAIL FROM:",
                "MAIL FROM:",
                "MAIL FROM:",
                "mail from: ",
                "MAIL From:",
                "MAIL  FROM:",
                "MAIL FROM",
                "MAIL FROM :",
                "MAIL ",
                "MAIL TO:");
        return verb
                + DrawnAddress.draw(dice)
                + dice.one(
                        "",
                        "",
                        "",
                        " ",
                        " SIZE=100",
                        " SIZE=5000",
                        " SIZE=",
                        " SIZE=-1",
                        " SIZE=99999999999999999999",
                        " BODY=8BITMIME",
                        " body=7bit",
                        " BODY=BINARYMIME",
                        " BODY=x",
                        " RET=FULL ENVID=abc+2Bd",
                        " RET=x",
                        " RET=HDRS RET=FULL",
                        " ENVID=",
                        " ENVID=a+b",
                        " SMTPUTF8",
                        " SMTPUTF8=x",
                        " AUTH=<>",
                        " AUTH=a@b",
                        " FOO",
                        " FOO=bar",
                        " BODY=8BITMIME SIZE=10 SMTPUTF8",
                        "SIZE=10",
                        " NOTIFY=NEVER");
    }

    String rcpt() {
        if (dice.percent(55)) {
            return "RCPT TO:<"
                    + dice.one(
                            "games@example.test",
                            "games+x@mail.example.test",
                            "user@relay.example",
                            "user@virtual.example",
                            "list@virtual.example",
                            "postmaster",
                            "nosuchuser@example.test",
                            "other@elsewhere.example")
                    + ">";
        }
        String verb = dice.one(
                "RCPT TO:",
                "RCPT TO:",
                "RCPT TO:",
                "rcpt to: ",
                "RCPT To:",
                "RCPT  TO:",
                "RCPT TO",
                "RCPT TO :",
                "RCPT ",
                "RCPT FROM:");
        return verb
                + DrawnAddress.draw(dice)
                + dice.one(
                        "",
                        "",
                        "",
                        " ",
                        " NOTIFY=NEVER",
                        " NOTIFY=SUCCESS,FAILURE,DELAY",
                        " NOTIFY=NEVER,DELAY",
                        " NOTIFY=",
                        " NOTIFY=x",
                        " ORCPT=rfc822;a+2Bb@elsewhere.example",
                        " ORCPT=rfc822;a+b",
                        " ORCPT=x",
                        " ORCPT=;x",
                        " orcpt=utf-8;x",
                        " ORCPT=rfc822;a NOTIFY=FAILURE",
                        " NOTIFY=FAILURE NOTIFY=DELAY",
                        " FOO",
                        " SIZE=10");
    }

    private void transaction() {
        if (dice.percent(97)) {
            lines.add("C: " + mail());
        }
        for (int i = dice.upTo(2); i >= 0; i--) {
            lines.add("C: " + rcpt());
        }
        if (dice.percent(15)) {
            lines.add("C: " + dice.one(ODD_COMMANDS));
        }
        switch (dice.upTo(5)) {
            case 0 -> lines.add("C: RSET");
            case 1 -> chunks();
            default -> data();
        }
    }

    private void data() {
        lines.add("C: " + dice.one("DATA", "DATA", "DATA", "data"));
        lines.add("B: " + DrawnContent.draw(dice, mark) + ".\\r\\n");
        reset();
    }

    /** BDAT with sizes that are true. */
    private void chunks() {
        String content = SmtpDialogue.unescape(DrawnContent.draw(dice, mark));
        content = content.substring(
                0, Math.min(3000, content.length())); // what a refusal leaves unread would reset the connection
        int cut = dice.upTo(content.length());
        if (dice.percent(40) && cut > 0) {
            lines.add(DrawnBytes.chunk(content.substring(0, cut), ""));
            lines.add("R: 1");
            content = content.substring(cut);
        }
        lines.add(DrawnBytes.chunk(content, " LAST"));
        lines.add("R: 1");
        reset();
    }

    private void reset() {
        if (careful) {
            lines.add("C: RSET");
        }
    }

    /** A pipelined group: as many replies as commands. */
    private void group() {
        List<String> commands = new ArrayList<>();
        commands.add(mail());
        for (int i = dice.upTo(2); i >= 0; i--) {
            commands.add(rcpt());
        }
        commands.add(dice.one("RSET", "NOOP", "DATA", "DATA"));
        if (dice.percent(20)) {
            commands.addFirst(dice.one("EHLO client.example", "NOOP", "RSET", "VRFY games"));
        }
        lines.add("X: " + DrawnBytes.escape(String.join("\r\n", commands) + "\r\n"));
        lines.add("R: " + commands.size());
        if (commands.getLast().equals("DATA")) {
            lines.add("B: " + DrawnContent.draw(dice, mark) + ".\\r\\n");
            reset();
        }
    }
}
