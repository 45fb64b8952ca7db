package org.postjames.control;

/**
 * The first line of an answer.
 *
 * @param text what stands after the word: for people, or empty
 */
public record ControlReply(Status status, String text) {
    /** Whether the request was served. */
    public enum Status {
        OK,
        BAD,
        DENY,
        FAIL
    }

    public static final ControlReply OK = new ControlReply(Status.OK, "");

    static ControlReply parse(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String text = space < 0 ? "" : line.substring(space + 1);
        for (Status s : Status.values()) {
            if (s.name().equals(word)) {
                return new ControlReply(s, text);
            }
        }
        return new ControlReply(Status.FAIL, "malformed response: " + line);
    }

    String line() {
        return text.isEmpty() ? status.name() : status.name() + " " + text;
    }
}
