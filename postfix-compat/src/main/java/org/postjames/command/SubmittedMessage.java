package org.postjames.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.pickup.LoginSenders;
import org.postjames.pickup.MaildropFile;
import org.postjames.pickup.RecipientHeaders;
import org.postjames.pickup.SubmitParameters;
import org.postjames.pickup.SubmittedLines;
import org.postjames.pickup.SubmittedLines.Piece;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueFileWriter;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.RecordType;
import org.postjames.table.Tables;

/** Copies a message from standard input into {@code maildrop}. // sendmail.c enqueue() */
final class SubmittedMessage {
    private final PostfixConfig config;
    private final SendmailOptions options;
    private final LocalUser user;
    private final CommandMessages messages;
    private final CommandMessages postdrop;
    private final String sender;
    private int recipients;

    /**
     * @param messages sendmail's own
     * @param postdrop what Postfix's sendmail leaves to postdrop is said in its name
     */
    SubmittedMessage(
            PostfixConfig config,
            SendmailOptions options,
            LocalUser user,
            CommandMessages messages,
            CommandMessages postdrop) {
        this.messages = messages;
        this.postdrop = postdrop;
        this.config = config;
        this.options = options;
        this.user = user;
        String asked = options.sender();
        this.sender = asked == null ? user.name() : address(asked, messages);
    }

    private static String address(String external, CommandMessages messages) {
        List<String> addresses = AddressSyntax.addresses(external);
        if (addresses.size() > 1) {
            messages.warning("-f option specified malformed sender: " + external);
        }
        return addresses.isEmpty() ? "" : addresses.getFirst();
    }

    /** Who gets the report, if one was asked for. */
    String sender() {
        return sender;
    }

    /** How Postfix names the culprit in messages. */
    String culprit() {
        return sender + "(" + user.uid() + ")";
    }

    void submit(InputStream in) throws CommandFailure, IOException {
        if (options.verpDelimiters() != null && sender.isEmpty()) {
            throw new CommandFailure(
                    culprit() + ": -V option requires non-null sender address", SendmailOptions.EX_USAGE);
        }
        try (MaildropFile file = MaildropFile.create(QueueLayout.of(config), Instant.now())) {
            write(in, file.records());
            mustBeAllowed();
            file.commit();
            PickupTrigger.send(config, postdrop);
        } catch (AccessDeniedException e) {
            submitAsUser(in);
        }
    }

    /** Ends the command unless the user may name this sender. */
    private void mustBeAllowed() throws CommandFailure {
        try (Tables tables = Tables.of(config, postdrop::warning, true)) {
            Optional<LoginSenders.Refusal> refusal =
                    new LoginSenders(config, tables, postdrop::warning, user.nameOrNumber()).refusal(sender);
            if (refusal.isPresent()) {
                throw refused(refusal.get());
            }
        }
    }

    private CommandFailure refused(LoginSenders.Refusal refusal) {
        if (refusal.status() == LoginSenders.STATUS_WRITE) {
            messages.warning("mail_stream_cleanup: close error");
        }
        String reason = refusal.reason().isEmpty() ? "error writing queue file" : refusal.reason();
        return new CommandFailure(culprit() + ": " + reason, SendmailOptions.EX_TEMPFAIL);
    }

    /** Has somebody do it who may write to {@code maildrop}. */
    private void submitAsUser(InputStream in) throws CommandFailure, IOException {
        Path file = Files.createTempFile("sendmail", "");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            QueueFileWriter records = new QueueFileWriter(channel);
            write(in, records);
            records.flush();
            channel.position(0);
            StringBuilder why = new StringBuilder();
            int status = PrivilegedSubmission.post(
                    config,
                    Channels.newInputStream(channel),
                    postdrop,
                    queueId -> {},
                    (result, reason) -> why.append(reason));
            if (status != 0) {
                throw refused(new LoginSenders.Refusal(status, why.toString()));
            }
        }
    }

    private void write(InputStream in, QueueFileWriter records) throws CommandFailure, IOException {
        envelope(records);
        records.record(RecordType.MESSAGE, "");
        RecipientHeaders headers = options.recipientsFromHeaders() ? new RecipientHeaders() : null;
        if (options.traceFlags() == QueueAttributes.TRACE_VERIFY) {
            probe(records);
        } else {
            content(records, in, headers);
        }
        records.record(RecordType.EXTRACTED, "");
        if (headers != null) {
            for (String recipient : headers.recipients()) {
                recipient(records, recipient);
            }
        }
        if (recipients == 0) {
            throw new CommandFailure(
                    culprit()
                            + (options.recipientsFromHeaders()
                                    ? ": No recipient addresses found in message header"
                                    : ": Recipient addresses must be specified on the command line or via the -t option"),
                    SendmailOptions.EX_USAGE);
        }
        records.record(RecordType.END, "");
    }

    private void envelope(QueueFileWriter records) throws IOException {
        if (!options.envid().isEmpty()) {
            records.attribute(QueueAttributes.DSN_ENVID, options.envid());
        }
        if (options.dsnRet() != 0) {
            records.attribute(QueueAttributes.DSN_RET, Integer.toString(options.dsnRet()));
        }
        records.attribute(
                QueueAttributes.REWRITE_CONTEXT, options.gateway() ? QueueAttributes.REMOTE : QueueAttributes.LOCAL);
        String full = options.fullName() != null ? options.fullName() : user.fullName();
        if (!full.isEmpty() || options.fullName() != null) {
            records.record(RecordType.FULL_NAME, full);
        }
        records.record(RecordType.SENDER, sender);
        if (!options.encoding().isEmpty()) {
            records.attribute(QueueAttributes.ENCODING, options.encoding());
        }
        if (options.traceFlags() != 0) {
            records.attribute(QueueAttributes.TRACE_FLAGS, Integer.toString(options.traceFlags()));
        }
        if (options.verpDelimiters() != null) {
            records.record(RecordType.VERP, options.verpDelimiters());
        }
        for (String argument : options.recipients()) {
            int found = 0;
            for (Token token : AddressSyntax.parse(argument)) {
                if (token.kind() == Token.Kind.ADDRESS) {
                    recipient(records, AddressSyntax.internalizeAddress(token.parts()));
                    found++;
                }
            }
            if (found == 0) {
                records.record(RecordType.RECIPIENT, "");
                recipients++;
            }
        }
    }

    private void recipient(QueueFileWriter records, String internal) throws IOException {
        if (options.dsnNotify() != 0) {
            records.attribute(QueueAttributes.DSN_NOTIFY, Integer.toString(options.dsnNotify()));
        }
        records.record(RecordType.RECIPIENT, internal);
        recipients++;
    }

    /** The message of {@code sendmail -bv}, which reads none: a header that tells the reader of the report what was asked. */
    private void probe(QueueFileWriter records) throws IOException {
        if (!sender.isEmpty()) {
            records.record(RecordType.NORMAL, "From: " + sender);
        }
        records.record(RecordType.NORMAL, "Subject: probe");
        records.record(RecordType.CONTINUED, "To:");
        for (Iterator<String> all = options.recipients().iterator(); all.hasNext(); ) {
            records.record(RecordType.NORMAL, "\t" + all.next() + (all.hasNext() ? "," : ""));
        }
    }

    private void content(QueueFileWriter records, InputStream in, @Nullable RecipientHeaders headers)
            throws IOException, CommandFailure {
        SubmittedLines lines = new SubmittedLines(in, config.get(SubmitParameters.LINE_LENGTH_LIMIT));
        String fix = config.get(SubmitParameters.SENDMAIL_FIX_LINE_ENDINGS);
        boolean undecided = fix.equals("strict");
        boolean strip = fix.equals("always");
        if (!undecided && !strip && !fix.equals("never")) {
            throw new CommandFailure("invalid sendmail_fix_line_endings value: " + fix, SendmailOptions.EX_USAGE);
        }
        long limit = config.get(GlobalParameters.MESSAGE_SIZE_LIMIT);
        boolean leading = true;
        boolean wasPart = false;
        for (Piece piece = lines.next(); piece != Piece.END; piece = lines.next()) {
            boolean line = piece == Piece.LINE;
            if (undecided && line) {
                undecided = false;
                strip = lines.length() > 0 && lines.data()[lines.length() - 1] == '\r';
            }
            if (leading && line && isFromLine(lines)) {
                continue;
            }
            leading = false;
            if (strip && line) {
                lines.stripCarriageReturns();
            }
            if (options.dotEnds() && !wasPart && lines.length() == 1 && lines.data()[0] == '.') {
                break;
            }
            if (headers != null) {
                headers.line(lines.data(), 0, lines.length(), wasPart);
            }
            records.record(line ? RecordType.NORMAL : RecordType.CONTINUED, lines.data(), 0, lines.length());
            wasPart = !line;
            if (limit > 0 && records.position() > limit) {
                throw new CommandFailure(
                        culprit() + ": error writing queue file: File too large", SendmailOptions.EX_TEMPFAIL);
            }
        }
    }

    private static boolean isFromLine(SubmittedLines lines) {
        byte[] data = lines.data();
        int i = 0;
        while (i < lines.length() && data[i] == '>') {
            i++;
        }
        return lines.length() - i >= 5
                && data[i] == 'F'
                && data[i + 1] == 'r'
                && data[i + 2] == 'o'
                && data[i + 3] == 'm'
                && data[i + 4] == ' ';
    }
}
