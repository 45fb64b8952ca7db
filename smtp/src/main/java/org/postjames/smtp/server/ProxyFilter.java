package org.postjames.smtp.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.table.ServiceAddress.HostNotFoundException;

/**
 * The before-queue filter of one mail transaction: it is told what the client said, and what it answers is what the client is told. After an error it answers
 * everything with 451, so that no mail passes beside it. Used by the session's thread. // smtpd_proxy.c, SMTPD_PROXY_README
 */
final class ProxyFilter implements AutoCloseable {
    private static final String TROUBLE = "451 4.3.0 Error: queue file write error"; // CLEANUP_STAT_PROXY
    static final char OK = '2';
    static final char MORE = '3';
    private static final char ANY = 0;

    private final Session session;
    private final ProxySettings settings;
    private @Nullable FilterConnection connection;
    private @Nullable ReplayLog log;
    private boolean broken;
    private boolean lineStart = true;
    private String reply = "";

    private ProxyFilter(Session session, ProxySettings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * Opens the filter for the session's transaction.
     *
     * @param mailCommand as the client sent it
     * @return false if the filter does not want it; the client has been told
     */
    static boolean open(Session session, ProxySettings settings, String mailCommand) throws IOException {
        ProxyFilter filter = new ProxyFilter(session, settings);
        boolean ready;
        if (settings.speedAdjust()) {
            ready = filter.record(mailCommand);
        } else {
            ready = filter.connect(mailCommand);
        }
        if (!ready) {
            filter.close();
            return session.refuse(filter.reply);
        }
        session.mail.proxy = filter;
        return true;
    }

    /** What the filter has answered last: one line or several with CR LF between them; empty before the first. */
    String reply() {
        return reply;
    }

    private boolean record(String mailCommand) {
        try {
            log = ReplayLog.create(settings.queueDirectory(), mailCommand);
            return true;
        } catch (IOException e) {
            return logFailed(e);
        }
    }

    private boolean logFailed(IOException e) {
        session.warn("proxy speed-adjust log I/O error: " + e.getMessage());
        broken = true;
        reply = TROUBLE;
        return false;
    }

    /** From the connection to MAIL. What the filter says to MAIL is told; what it says before is none of the client's business. */
    private boolean connect(String mailCommand) {
        try {
            connection = FilterConnection.open(settings.addresses(), settings.timeout());
        } catch (IOException e) {
            if (e instanceof HostNotFoundException unknown) {
                session.warn(unknown.warning());
            }
            session.warn("connect to proxy filter " + settings.name() + ": " + e.getMessage());
            return failed();
        }
        if (!say(OK, "") || !say(OK, "EHLO " + settings.ehloName()) || !forwardAttributes()) {
            reply = TROUBLE;
            return false;
        }
        return say(OK, mailCommand);
    }

    private boolean forwardAttributes() {
        for (String command : XforwardLines.of(session, reply)) {
            if (!say(OK, command)) {
                return false;
            }
        }
        return true;
    }

    /** Passes on a command of the client. @return what to tell the client if the filter does not agree */
    Optional<String> command(char expected, String text) {
        ReplayLog later = log;
        if (later != null) {
            later.command(expected, text);
            return Optional.empty();
        }
        return say(expected, text) ? Optional.empty() : Optional.of(reply);
    }

    /** Takes a line of the message without its line end, or a piece of one; what cannot be sent is noticed in {@link #end}. */
    void content(byte[] data, int offset, int length, boolean complete) {
        FilterConnection open = connection;
        ReplayLog later = log;
        if (broken || open == null && later == null) {
            return;
        }
        byte[] bytes = withoutReturns(data, offset, length);
        int start = bytes == data ? offset : 0;
        boolean dot = lineStart && length > 0 && bytes[start] == '.'; // RFC 5321 4.5.2
        lineStart = complete;
        try {
            if (later != null) {
                later.content(bytes, start, length, dot, complete);
                return;
            }
            if (open != null) {
                if (dot) {
                    open.put((byte) '.');
                }
                open.write(bytes, start, length);
                if (complete) {
                    open.lineEnd();
                }
            }
        } catch (IOException e) {
            if (later != null) {
                logFailed(e);
            } else {
                lost(e);
            }
        }
    }

    /**
     * A CR inside of a line could be a line end to the filter, and a dot behind it the end of the message.
     */
    private static byte[] withoutReturns(byte[] data, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (data[i] == '\r') {
                // Postfix differs: 3.7.11 hands a CR inside of a line to the filter, because later releases make it a
                // space against SMTP smuggling
                byte[] clean = java.util.Arrays.copyOfRange(data, offset, offset + length);
                for (int k = i - offset; k < length; k++) {
                    clean[k] = clean[k] == '\r' ? (byte) ' ' : clean[k];
                }
                return clean;
            }
        }
        return data;
    }

    /** The end of the message. @return what to tell the client: anything but 2xx means that nobody has the message */
    String end() {
        ReplayLog later = log;
        if (broken) {
            return reply;
        }
        if (later == null) {
            say(ANY, ".");
            return reply;
        }
        try {
            replay(later);
        } catch (IOException e) {
            logFailed(e);
        }
        return reply;
    }

    /** Ends at the first command that the filter refuses. */
    private void replay(ReplayLog later) throws IOException {
        later.finish();
        if (!connect(later.mailCommand())) {
            return;
        }
        for (ReplayLog.Command command : later.commands()) {
            if (!say(command.expected(), command.text())) {
                return;
            }
        }
        byte[] buffer = new byte[8192];
        for (int count = later.read(buffer); count > 0 && !broken; count = later.read(buffer)) {
            send(buffer, count);
        }
        say(ANY, ".");
    }

    private void send(byte[] content, int count) {
        FilterConnection open = connection;
        try {
            if (open != null) {
                open.write(content, 0, count);
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    private boolean failed() {
        broken = true;
        reply = TROUBLE;
        return false;
    }

    private boolean lost(IOException e) {
        session.warn((e instanceof SocketTimeoutException ? "timeout talking to" : "lost connection with") + " proxy "
                + settings.name());
        return failed();
    }

    /** Sends a command, or none, and reads the reply. // smtpd_proxy_cmd() */
    private boolean say(char expected, String command) {
        FilterConnection open = connection;
        if (broken || open == null) {
            return failed(); // it was logged when it broke
        }
        try {
            if (!command.isEmpty()) {
                open.writeLine(command);
            }
            reply = readReply(open);
        } catch (IOException e) {
            return lost(e);
        }
        char first = reply.isEmpty() ? ' ' : reply.charAt(0);
        if (expected == ANY || expected == first) {
            return true;
        }
        session.warn("proxy " + settings.name() + " rejected \"" + (command.isEmpty() ? "connection request" : command)
                + "\": \"" + reply + "\"");
        if (first == OK || first == MORE) {
            reply = TROUBLE; // it is not what the client waits for
        }
        return false;
    }

    private String readReply(FilterConnection open) throws IOException {
        int most = session.settings.lineLimit;
        List<String> lines = new ArrayList<>();
        int kept = 0;
        while (true) {
            String line = session.printable(open.readLine(most));
            if (open.lineWasCut()) {
                session.warn(settings.name() + ": response longer than " + most + ": "
                        + line.substring(0, Math.min(30, line.length())) + "...");
            }
            if (kept < most) {
                lines.add(line);
                kept += line.length() + 2;
            }
            boolean code = line.length() >= 3 && line.chars().limit(3).allMatch(c -> c >= '0' && c <= '9');
            char after = line.length() > 3 ? line.charAt(3) : ' ';
            if (code && after == ' ') {
                return String.join("\r\n", lines);
            }
            if (!code || after != '-') {
                session.warn("received garbage from proxy " + settings.name() + ": "
                        + line.substring(0, Math.min(100, line.length())));
            }
        }
    }

    /** Says goodbye without waiting for an answer; the filter has what it has. */
    @Override
    public void close() {
        FilterConnection open = connection;
        connection = null;
        if (open != null) {
            try (open) {
                if (!broken) {
                    open.writeLine("QUIT");
                    open.flush();
                }
            } catch (IOException e) {
                broken = true; // it went first
            }
        }
        if (log != null) {
            log.close();
        }
    }
}
