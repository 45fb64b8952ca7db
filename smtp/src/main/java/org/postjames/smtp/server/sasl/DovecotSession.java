package org.postjames.smtp.server.sasl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.postjames.access.HostNames;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** Attempts of one client at Dovecot. The user's name stays from one attempt to the next, as in Postfix. */
final class DovecotSession implements SaslSession {
    private static final String LOST = "Connection lost to authentication server";
    private static final String BROKEN = "Authentication backend error";

    private final DovecotServer server;
    private final SaslClient client;
    private final SecurityOptions options;
    private @Nullable DovecotConnection connection;
    private int request;
    private String user = "";

    DovecotSession(DovecotServer server, SaslClient client, SecurityOptions options) {
        this.server = server;
        this.client = client;
        this.options = options;
    }

    @Override
    public SaslStep first(String mechanism, @Nullable String initial) {
        try {
            if (server.mechanisms(options).stream().noneMatch(mechanism::equalsIgnoreCase)) {
                return failed("Invalid authentication mechanism", false);
            }
            if (initial != null && !isBase64(initial)) {
                return failed("Invalid base64 data in initial response", false);
            }
            DovecotConnection kept = server.reuse();
            while (kept != null) {
                try {
                    return begin(kept, mechanism, initial);
                } catch (SocketTimeoutException e) {
                    kept.close();
                    throw e;
                } catch (IOException e) {
                    kept.close(); // Dovecot was started anew meanwhile
                }
                kept = server.reuse();
            }
            return begin(server.connect(), mechanism, initial);
        } catch (TemporaryAuthenticationFailure e) {
            return failed(String.valueOf(e.getMessage()), true);
        } catch (IOException e) {
            abort();
            return failed(LOST, true);
        }
    }

    private SaslStep begin(DovecotConnection to, String mechanism, @Nullable String initial) throws IOException {
        connection = to;
        request = to.nextRequest();
        to.send("AUTH\t" + request + "\t" + mechanism + "\tservice=" + server.service() + "\tnologin\tlip="
                + client.serverAddress() + "\trip=" + client.clientAddress()
                + (client.encrypted() ? "\tsecured" : "")
                + (initial == null ? "" : "\tresp=" + initial)
                + "\n");
        return answer(to);
    }

    @Override
    public SaslStep next(String response) {
        DovecotConnection open = connection;
        if (open == null) {
            throw new IllegalStateException("there is no challenge");
        }
        if (!isBase64(response)) {
            abort();
            return failed("Invalid base64 data in continued response", false);
        }
        try {
            open.send("CONT\t" + request + "\t" + response + "\n");
            return answer(open);
        } catch (IOException e) {
            abort();
            return failed(LOST, true);
        }
    }

    /** The server forgets an attempt with its connection. */
    @Override
    public void abort() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private SaslStep answer(DovecotConnection from) throws IOException {
        while (true) {
            String[] fields = from.line().split("\t", -1);
            boolean known = fields[0].equals("OK") || fields[0].equals("CONT") || fields[0].equals("FAIL");
            if (known && fields.length < 2) {
                server.warn("SASL: Protocol error");
            }
            if (known && fields.length > 1 && fields[1].equals(Integer.toString(request))) {
                return decide(from, fields);
            }
        }
    }

    private SaslStep decide(DovecotConnection from, String[] fields) {
        if (fields[0].equals("CONT")) {
            if (fields.length < 3) {
                server.warn("missing Dovecot server CONT reply field");
                abort();
                return failed(BROKEN, false);
            }
            return new SaslStep.Challenge(fields[2]);
        }
        connection = null;
        server.release(from);
        boolean success = fields[0].equals("OK");
        user = "";
        String reason = "(reason unavailable)";
        for (int i = 2; i < fields.length; i++) {
            if (fields[i].startsWith("user=")) {
                user = HostNames.printable(fields[i].substring(5), '?');
            } else if (!success && fields[i].startsWith("reason=")) {
                reason = HostNames.printable(fields[i].substring(7), '?');
            }
        }
        if (success && user.isEmpty()) {
            server.warn("missing Dovecot server OK username field");
            return failed(BROKEN, false);
        }
        return success ? new SaslStep.Done(user) : failed(reason, false);
    }

    private SaslStep failed(String reason, boolean temporary) {
        return new SaslStep.Failed(reason, user, temporary);
    }

    private static boolean isBase64(String text) {
        return text.chars()
                .allMatch(c -> c >= '0' && c <= '9'
                        || c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c == '+'
                        || c == '/'
                        || c == '=');
    }
}
