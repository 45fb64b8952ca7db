package org.postjames.integration;

import java.util.ArrayList;
import java.util.List;

/** The rules by which a {@link PolicyServer} answers, for a drawn main.cf: the same question always has the same answer. */
final class DrawnPolicy {
    private static final List<String> QUESTIONS = List.of(
            "sender=a@remote.example",
            "sender=a@example.test recipient=games@example.test",
            "sender=",
            "recipient=games@example.test",
            "recipient=user@relay.example",
            "recipient=nosuchuser@example.test protocol_state=RCPT",
            "recipient=",
            "recipient_count=2",
            "client_name=unknown",
            "client_address=192.0.2.9",
            "client_address=2001:db8::9",
            "reverse_client_name=remote.example",
            "helo_name=client.example",
            "helo_name=",
            "protocol_name=SMTP",
            "protocol_state=CONNECT",
            "protocol_state=EHLO",
            "protocol_state=MAIL",
            "protocol_state=DATA",
            "protocol_state=END-OF-MESSAGE",
            "protocol_state=VRFY",
            "protocol_state=ETRN",
            "policy_context=other");

    private static final List<String> ODD_ANSWERS = List.of(
            "CLOSE",
            "CLOSE action=REJ",
            "CLOSE action=REJECT no empty line|",
            "result=1",
            "action",
            "action=",
            "action= REJECT",
            "ACTION=REJECT",
            "action=REJECT crlf\\r|\\r",
            "action=REJECT|action=OK",
            "other=x|action=REJECT second|more=y");

    private DrawnPolicy() {}

    static List<String> draw(Dice dice) {
        List<String> script = new ArrayList<>();
        for (String question : QUESTIONS) {
            if (dice.percent(20)) {
                String answer =
                        dice.percent(15) ? dice.one(ODD_ANSWERS) : "action=" + dice.one(DrawnConfiguration.ACTIONS);
                script.add(question + " => " + answer);
            }
        }
        return script;
    }
}
