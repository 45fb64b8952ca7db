package org.postjames.integration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a mail filter was told, as lines to compare. */
final class MilterPacket {
    private static final int SHOWN_BODY = 2000;

    private MilterPacket() {}

    /** The event that a packet's letter stands for. */
    static String name(char letter) {
        return switch (letter) {
            case 'O' -> "OPTIONS";
            case 'C' -> "CONNECT";
            case 'H' -> "HELO";
            case 'M' -> "MAIL";
            case 'R' -> "RCPT";
            case 'T' -> "DATA";
            case 'U' -> "UNKNOWN";
            case 'L' -> "HEADER";
            case 'N' -> "EOH";
            case 'B' -> "BODY";
            case 'E' -> "EOM";
            case 'A' -> "ABORT";
            case 'Q' -> "QUIT";
            case 'K' -> "QUIT_NC";
            default -> "'" + letter + "'";
        };
    }

    static String describe(byte[] packet) {
        char letter = (char) packet[0];
        String data = new String(packet, 1, packet.length - 1, StandardCharsets.ISO_8859_1);
        return switch (letter) {
            case 'D' -> macros(data);
            case 'O' -> {
                ByteBuffer numbers = ByteBuffer.wrap(packet, 1, 12);
                yield "OPTIONS " + numbers.getInt() + " " + Integer.toHexString(numbers.getInt()) + " "
                        + Integer.toHexString(numbers.getInt()) + "\n";
            }
            case 'C' -> "CONNECT " + connection(data) + "\n";
            case 'B' ->
                "BODY " + data.length() + "\n"
                        + (data.length() > SHOWN_BODY
                                ? ""
                                : data.replace("\r\n", "\n").indent(4));
            default -> (name(letter) + " " + list(data)).stripTrailing() + "\n";
        };
    }

    private static String list(String data) {
        return data.replaceFirst("\0$", "")
                .replace("\0", " | ")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
    }

    /** A connection's port is another in each run. */
    private static String connection(String data) {
        int end = data.indexOf('\0');
        String name = data.substring(0, end);
        char family = data.charAt(end + 1);
        return family == 'U' ? name + " U" : name + " " + family + " " + list(data.substring(end + 4));
    }

    private static String macros(String data) {
        StringBuilder out = new StringBuilder();
        String[] words = data.length() > 1 ? data.substring(1).split("\0", -1) : new String[0];
        for (int i = 0; i + 1 < words.length; i += 2) {
            boolean port = words[i].endsWith("_port}") && !words[i + 1].equals("0");
            String value = port ? "@PORT@" : words[i + 1];
            out.append("    ").append(words[i]).append(": ").append(value).append('\n');
        }
        // headers and body pieces have the same macros again and again
        return "LNB".indexOf(data.charAt(0)) >= 0 && out.length() > 0 && data.charAt(0) != 'N' ? "" : out.toString();
    }
}
