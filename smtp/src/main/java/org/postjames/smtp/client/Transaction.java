package org.postjames.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postjames.config.Parameter;
import org.postjames.table.TableUnavailableException;

/** MAIL, RCPT, DATA and the content over one session, pipelined where the server allows it. // smtp_proto.c: smtp_loop() */
final class Transaction {
    /** What an end of the connection does to the message. */
    enum End {
        /** Every recipient has its verdict, or was kept for another server. */
        COMPLETE,
        /** A connection from the cache was dead or unwilling before it heard of the message: use another one. */
        STALE,
        /** The connection is gone; the recipients have their verdict, or were kept. */
        BROKEN
    }

    private static final int PIPELINING_BUFFER = 4096;

    private final ClientConfig config;
    private final OutputConversion conversion;
    private final SmtpConnection connection;
    private final Attempt attempt;
    private final WriteWatch watch;
    private final List<Integer> recipients;
    private final boolean cached;
    private final boolean last;

    /** The recipients that the server took, in order: LMTP has a reply for each of them in the end. */
    private final List<Integer> accepted = new ArrayList<>();

    private boolean mailRejected;
    private boolean dataRejected;
    private boolean probed;
    private boolean heard;
    private boolean stale;
    private boolean unsendable;
    private OutgoingMail mail;
    private List<XforwardCommands.Command> xforward = List.of();
    private String phase = "sending MAIL FROM";

    /** What is known of the connection: it came from the cache; this message is the last one to go over it. */
    record Life(boolean cached, boolean last) {}

    Transaction(OutputConversion conversion, SmtpConnection connection, Attempt attempt, WriteWatch watch, Life life) {
        this.config = conversion.config;
        this.conversion = conversion;
        this.mail = attempt.mail;
        this.connection = connection;
        this.attempt = attempt;
        this.watch = watch;
        this.recipients = attempt.left();
        this.cached = life.cached();
        this.last = life.last();
    }

    /** @param log called when a long line had to be broken */
    End run(Runnable log) {
        Trouble trouble = unfit();
        if (trouble != null) {
            attempt.allFailed(connection, trouble);
            return End.COMPLETE;
        }
        attempt.connected();
        try {
            mail = conversion.withGenericAddresses(attempt.mail);
        } catch (TableUnavailableException e) {
            conversion.warn(String.valueOf(e.getMessage()));
            attempt.allFailed(connection, MimeOutput.unusable(e).trouble());
            return End.BROKEN;
        }
        if (config.get(SmtpClientParameters.SMTP_SEND_XFORWARD_COMMAND)) {
            xforward = XforwardCommands.of(attempt.mail, connection.features);
        }
        try {
            boolean go = converse();
            if (stale) {
                return End.STALE;
            }
            if (go) {
                content(log);
                if (unsendable) {
                    return End.BROKEN;
                }
            } else if (probed) {
                connection.reusable = false;
                return End.BROKEN;
            } else {
                phase = "sending final RSET";
                connection.command("RSET");
                farewell();
                connection.reply(config.get(SmtpClientParameters.SMTP_RSET_TIMEOUT));
            }
            return End.COMPLETE;
        } catch (LocalDataException e) {
            connection.reusable = false;
            attempt.allFailed(connection, e.trouble());
            return End.BROKEN;
        } catch (IOException e) {
            if (stale) {
                return End.STALE;
            }
            connection.reusable = false;
            boolean late = e instanceof SocketTimeoutException || watch.expired(connection);
            attempt.allFailed(
                    connection,
                    Trouble.local(
                            "4.4.2",
                            late
                                    ? "conversation with " + connection.nameAddress() + " timed out while " + phase
                                    : "lost connection with " + connection.nameAddress() + " while " + phase));
            return End.BROKEN;
        }
    }

    /** Why this server cannot have the message, before it is asked; null if it can. */
    private @Nullable Trouble unfit() {
        if (attempt.mail.smtputf8().isRequired() && !connection.features.smtputf8()) {
            connection.reusable = false; // as after a handshake that failed
            return Trouble.local(
                    "5.6.7", "SMTPUTF8 is required, but was not offered by host " + connection.nameAddress());
        }
        long limit = connection.features.sizeLimit();
        if (limit > 0 && limit < attempt.mail.size()) {
            return Trouble.local(
                    "5.3.4",
                    "message size " + attempt.mail.size() + " exceeds size limit " + limit + " of server "
                            + connection.nameAddress());
        }
        return null;
    }

    /** @return whether the content is to be sent; if not, the session is to be reset */
    private boolean converse() throws IOException {
        int total = xforward.size() + recipients.size() + (asksAtRcpt() ? 1 : 2);
        boolean pipelining = connection.features.pipelining();
        int received = 0;
        int unread = 0;
        for (int sent = 0; sent < total; sent++) {
            String command = command(sent);
            if (sent > received && (!pipelining || unread + command.length() + 2 > PIPELINING_BUFFER)) {
                while (received < sent) {
                    receive(received++);
                }
                unread = 0;
                if (isHopeless(sent)) {
                    return false;
                }
            }
            connection.command(command);
            unread += command.length() + 2;
        }
        while (received < total) {
            receive(received++);
        }
        return !dataRejected && !stale && !attempt.mail.verifyOnly();
    }

    /** Whether the answer to RCPT says all that a probe wants to know. */
    private boolean asksAtRcpt() {
        // Postfix differs: smtp(8) ends with "bad protocol stage" if it is neither "rcpt" nor "data", because one
        // process
        // may; here mail goes out
        return attempt.mail.verifyOnly()
                && !config.get(SmtpClientParameters.SMTP_ADDRESS_VERIFY_TARGET).equalsIgnoreCase("data");
    }

    private boolean isHopeless(int next) {
        return stale || mailRejected || next - xforward.size() == recipients.size() + 1 && accepted.isEmpty();
    }

    /** @param number counts from the first XFORWARD, or from MAIL if there is none */
    private String command(int number) {
        int step = number - xforward.size();
        if (step < 0) {
            return xforward.get(number).text();
        }
        if (step == 0) {
            return EnvelopeCommands.mail(mail, connection.features, conversion.converts(mail, connection.features));
        }
        if (step > recipients.size()) {
            return "DATA";
        }
        return EnvelopeCommands.rcpt(
                mail.recipients().get(recipients.get(step - 1)),
                connection.features,
                mail.smtputf8().requested());
    }

    private void receive(int number) throws IOException {
        int step = number - xforward.size();
        if (step < 0) {
            receiveXforward(xforward.get(number));
        } else if (step == 0) {
            receiveMail();
        } else if (step <= recipients.size()) {
            phase = "sending RCPT TO";
            ServerReply reply = reply(SmtpClientParameters.SMTP_RCPT_TIMEOUT);
            if (mailRejected) {
                return;
            }
            if (reply.isPositive()) {
                accepted.add(recipients.get(step - 1));
                if (asksAtRcpt()) {
                    attempt.sent(recipients.get(step - 1), connection, reply);
                }
            } else {
                attempt.failed(recipients.get(step - 1), connection, said(reply, "RCPT TO command"));
            }
        } else {
            phase = "sending DATA command";
            ServerReply reply = reply(SmtpClientParameters.SMTP_DATA_INIT_TIMEOUT);
            if (reply.code() / 100 != 3) {
                dataRejected = true;
                if (!accepted.isEmpty()) {
                    attempt.allFailed(connection, said(reply, "DATA command"));
                    accepted.clear();
                }
            } else if (attempt.mail.verifyOnly()) {
                // the server waits for content now: there is no other way out than to hang up
                probed = true;
                ServerReply good = new ServerReply(reply.code(), "2.0.0", reply.text(), reply.lines());
                accepted.forEach(recipient -> attempt.sent(recipient, connection, good));
            }
        }
    }

    private void receiveXforward(XforwardCommands.Command command) throws IOException {
        phase = command.phase();
        ServerReply reply = first(SmtpClientParameters.SMTP_XFORWARD_TIMEOUT);
        if (!reply.isPositive()) {
            conversion.warn("host " + connection.nameAddressPort() + " said: " + reply.text() + " (in reply to "
                    + command.request() + ")");
        }
    }

    private void receiveMail() throws IOException {
        phase = "sending MAIL FROM";
        ServerReply reply = first(SmtpClientParameters.SMTP_MAIL_TIMEOUT);
        if (!reply.isPositive()) {
            mailRejected = true;
            attempt.allFailed(connection, said(reply, "MAIL FROM command"));
        }
    }

    /** A reply that, if it is the first of this message, shows whether a connection from the cache is alive. */
    private ServerReply first(Parameter<Duration> timeout) throws IOException {
        boolean mayBeStale = cached && !heard;
        heard = true;
        ServerReply reply;
        try {
            reply = reply(timeout);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Postfix differs: it sends RSET first to see whether a cached session is alive; we do not, because MAIL
            // shows it as well and a round trip is saved
            stale = mayBeStale;
            throw e;
        }
        if (mayBeStale && reply.code() == 421) {
            stale = true;
            throw new IOException("the server closes the session");
        }
        return reply;
    }

    private void content(Runnable log) throws IOException {
        if (!accepted.isEmpty()) {
            phase = "sending message body";
            connection.link().timeout(config.get(SmtpClientParameters.SMTP_DATA_XFER_TIMEOUT));
            watch.start(connection, config.get(SmtpClientParameters.SMTP_DATA_XFER_TIMEOUT));
            try (InputStream content = mail.content().open()) {
                if (conversion.send(mail, content, connection)) {
                    log.run();
                }
                connection.command(".");
                farewell();
                connection.flush();
            } catch (UnsendableContentException e) {
                // there is no other way out of DATA than to hang up
                unsendable = true;
                connection.reusable = false;
                connection.flush();
                attempt.allFailed(connection, e.trouble());
                return;
            } catch (IOException e) {
                if (watch.expired(connection)) {
                    throw e;
                }
                lastWords(e);
                return;
            } finally {
                watch.stop(connection);
            }
        } else {
            connection.command("."); // the server wanted content although it took no recipient
            farewell();
            if (config.isLmtp()) {
                connection.reusable = false; // it has a reply for each recipient that it took: for none
                connection.flush();
                return;
            }
        }
        phase = "sending end of data -- message may be sent more than once";
        verdict(reply(SmtpClientParameters.SMTP_DATA_DONE_TIMEOUT));
    }

    /** QUIT goes with the command before it, if the server takes several at once and nothing follows. */
    private void farewell() throws IOException {
        if (connection.features.pipelining() && (last || !connection.reusable)) {
            connection.command("QUIT");
            connection.quit = true;
            connection.reusable = false;
        }
    }

    /** The server hung up during the content: it may have said why. */
    private void lastWords(IOException cause) throws IOException {
        connection.reusable = false;
        ServerReply reply;
        try {
            reply = connection.replyOnly(config.get(SmtpClientParameters.SMTP_DATA_DONE_TIMEOUT));
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw cause;
        }
        verdict(reply);
    }

    private void verdict(ServerReply first) throws IOException {
        if (accepted.isEmpty()) {
            return; // all are dead already
        }
        if (!config.isLmtp()) {
            verdictForAll(first);
            return;
        }
        ServerReply reply = first;
        for (int i = 0; i < accepted.size(); i++) { // RFC 2033 4.2
            if (i > 0) {
                reply = reply(SmtpClientParameters.SMTP_DATA_DONE_TIMEOUT);
            }
            if (reply.isPositive()) {
                attempt.sent(accepted.get(i), connection, reply);
            } else {
                attempt.failed(accepted.get(i), connection, said(reply, "end of DATA command"));
            }
        }
    }

    private void verdictForAll(ServerReply reply) {
        if (reply.isPositive()) {
            for (int recipient : recipients) {
                if (!attempt.isMarked(recipient)) {
                    attempt.sent(recipient, connection, reply);
                }
            }
        } else {
            attempt.allFailed(connection, said(reply, "end of DATA command"));
        }
    }

    private ServerReply reply(Parameter<Duration> timeout) throws IOException {
        return connection.reply(config.get(timeout));
    }

    private Trouble said(ServerReply reply, String command) {
        return connection.said(
                reply,
                reply.dsn(),
                "host " + connection.nameAddress() + " said: " + reply.text() + " (in reply to " + command + ")");
    }
}
