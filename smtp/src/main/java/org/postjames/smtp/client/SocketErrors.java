package org.postjames.smtp.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.List;

/** strerror(3)'s words for what Java says about a socket. */
final class SocketErrors {
    /** As Java says it. */
    static final String PATH_TOO_LONG = "Unix domain path too long";

    private static final List<String> WORDS = List.of(
            "Connection refused",
            "Connection timed out",
            "No route to host",
            "Network is unreachable",
            "Host is down",
            "Connection reset by peer",
            "Permission denied",
            "No such file or directory",
            PATH_TOO_LONG,
            "Cannot assign requested address",
            "Invalid argument");

    private SocketErrors() {}

    static String text(IOException e) {
        String message = String.valueOf(e.getMessage());
        for (String words : WORDS) {
            if (message.regionMatches(true, 0, words, 0, words.length())) {
                return words;
            }
        }
        return switch (e) {
            case NoRouteToHostException n -> "No route to host";
            case ConnectException c -> "Connection refused";
            default -> message;
        };
    }
}
