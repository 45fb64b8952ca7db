package org.postjames.milter;

import org.jspecify.annotations.Nullable;

/** What a filter answers to one event: requests to change the message, signs of life, and at last a decision. // milter8_event() */
final class FilterAnswers {
    private final MilterClient client;
    private final MilterWire wire;
    private final MilterEvent event;
    private final int sent;
    private final @Nullable EditRequests requests;
    private boolean decided;

    /** @param sent how many bytes the event had */
    FilterAnswers(MilterClient client, MilterWire wire, MilterEvent event, int sent, @Nullable MessageEdits edits) {
        this.client = client;
        this.wire = wire;
        this.event = event;
        this.sent = sent;
        this.requests = edits == null ? null : new EditRequests(client, wire, edits);
    }

    /** The decision; null lets the event pass. */
    @Nullable
    MilterReply await() throws MilterTroubleException {
        MilterReply decision = null;
        while (!decided) {
            int answer = wire.receive(event.label);
            if (requests != null && answer != EditRequests.REPLACE_BODY) {
                requests.endBody();
            }
            decision = answer(answer);
        }
        MilterReply problem = requests == null ? null : requests.problem();
        boolean weak = decision == null
                || decision instanceof MilterReply.Hold
                || decision instanceof MilterReply.Refuse refuse && !refuse.temporary();
        return problem != null && weak ? problem : decision;
    }

    private @Nullable MilterReply answer(int answer) throws MilterTroubleException {
        boolean connection = event == MilterEvent.CONNECT || event == MilterEvent.HELO;
        switch (answer) {
            case 'p' -> {
                bare(answer);
                return null;
            }
            case 'c' -> {
                return decide(answer, client.other());
            }
            case 'a' -> {
                bare(answer);
                decided = true;
                return client.accepts(connection);
            }
            case 'd' -> {
                return discard(answer, connection);
            }
            case 'r' -> {
                return refuse(answer, connection, new MilterReply.Refuse("550 5.7.1 Command rejected"));
            }
            case 't' -> {
                return refuse(
                        answer, connection, new MilterReply.Refuse("451 4.7.1 Service unavailable - try again later"));
            }
            case '4' -> {
                return refuse(answer, true, MilterReply.SHUTDOWN);
            }
            case 'y' -> {
                MilterReply reply = new MilterReply.Refuse(reply(wire.rest()));
                decided = true;
                return connection ? client.rejectsConnection(reply) : reply;
            }
            case 'q' -> {
                wire.rest();
                client.holds();
                return null;
            }
            case 's' -> {
                bare(answer);
                client.skips(event);
                return decide(answer, client.other());
            }
            default -> {
                if (requests == null || !requests.request(answer)) {
                    throw MilterTroubleException.communication("milter " + client.settings.name()
                            + ": unexpected filter response " + name(answer) + " after event " + event.label);
                }
                return null;
            }
        }
    }

    private @Nullable MilterReply decide(int answer, @Nullable MilterReply decision) throws MilterTroubleException {
        bare(answer);
        decided = true;
        return decision;
    }

    private @Nullable MilterReply discard(int answer, boolean connection) throws MilterTroubleException {
        bare(answer);
        decided = true;
        if (connection) {
            client.warn("milter " + client.settings.name() + ": DISCARD action is not allowed for connect or helo");
            return client.other();
        }
        client.accepts(false);
        return MilterReply.DISCARD;
    }

    private @Nullable MilterReply refuse(int answer, boolean connection, MilterReply reply)
            throws MilterTroubleException {
        bare(answer);
        decided = true;
        return connection ? client.rejectsConnection(reply) : reply;
    }

    private void bare(int answer) throws MilterTroubleException {
        if (wire.remaining() > 0) {
            // Postfix counts the bytes of the event here, not of the answer
            throw MilterTroubleException.communication("milter " + client.settings.name() + ": reply " + name(answer)
                    + " was followed by " + sent + " data bytes");
        }
    }

    /** {@code 550 5.7.1 text}, as the filter's author wrote it for Sendmail, where it was a format string. */
    private String reply(String text) throws MilterTroubleException {
        boolean wellFormed = text.length() > 3
                && (text.charAt(0) == '4' || text.charAt(0) == '5')
                && isDigit(text.charAt(1))
                && isDigit(text.charAt(2))
                && (text.charAt(3) == ' ' || text.charAt(3) == '-')
                && (text.length() == 4 || !isDigit(text.charAt(4)) || text.charAt(4) == text.charAt(0));
        if (!wellFormed) {
            throw MilterTroubleException.configuration(
                    "milter " + client.settings.name() + ": malformed reply: " + text);
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && ++i == text.length()) {
                break;
            }
            plain.append(text.charAt(i));
        }
        return client.settings.softBounce() ? softened(plain.toString()) : plain.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String softened(String text) {
        StringBuilder soft = new StringBuilder(text);
        for (int line = 0; line >= 0 && line < soft.length(); ) {
            if (soft.charAt(line) == '5') {
                soft.setCharAt(line, '4');
                if (line + 4 < soft.length() && soft.charAt(line + 4) == '5') {
                    soft.setCharAt(line + 4, '4');
                }
            }
            int end = soft.indexOf("\r\n", line);
            line = end < 0 ? -1 : end + 2;
        }
        return soft.toString();
    }

    private static String name(int answer) {
        return switch (answer) {
            case '+' -> "SMFIR_ADDRCPT";
            case '-' -> "SMFIR_DELRCPT";
            case 'a' -> "SMFIR_ACCEPT";
            case 'b' -> "SMFIR_REPLBODY";
            case 'c' -> "SMFIR_CONTINUE";
            case 'd' -> "SMFIR_DISCARD";
            case 'f' -> "SMFIR_CONN_FAIL";
            case 'm' -> "SMFIR_CHGHEADER";
            case 'p' -> "SMFIR_PROGRESS";
            case 'r' -> "SMFIR_REJECT";
            case 't' -> "SMFIR_TEMPFAIL";
            case '4' -> "SMFIR_SHUTDOWN";
            case 'h' -> "SMFIR_ADDHEADER";
            case 'i' -> "SMFIR_INSHEADER";
            case 'y' -> "SMFIR_REPLYCODE";
            case 'q' -> "SMFIR_QUARANTINE";
            case 's' -> "SMFIR_SKIP";
            case 'e' -> "SMFIR_CHGFROM";
            case '2' -> "SMFIR_ADDRCPT_PAR";
            case 'l' -> "SMFIR_SETSYMLIST";
            default -> "(unknown filter reply)";
        };
    }
}
