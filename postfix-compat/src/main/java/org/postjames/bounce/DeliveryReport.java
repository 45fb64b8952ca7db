package org.postjames.bounce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.postjames.address.Address;
import org.postjames.cleanup.MailDate;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/** One notice as a multipart/report message: header, text, delivery status, and the returned message. // bounce_notify_util.c, RFC 3464 */
public final class DeliveryReport {
    static final Parameter<Long> BOUNCE_SIZE_LIMIT = Parameter.size("bounce_size_limit");
    static final Parameter<Boolean> SMTPUTF8_ENABLE = Parameter.bool("smtputf8_enable");
    static final Parameter<Boolean> ENABLE_THREADED_BOUNCES = Parameter.bool("enable_threaded_bounces");

    private static final int LINE_LENGTH = 79;
    private static final int INDENT = 4;

    private final PostfixConfig config;
    private final BounceTemplates templates;
    private final BounceTemplate template;
    private final ReturnedMessage message;
    private final String mailName;
    private final String hostname;
    private final String boundary;
    private final String encoding;

    /** @param now goes into the boundary */
    public DeliveryReport(
            PostfixConfig config,
            BounceTemplates templates,
            BounceTemplate template,
            ReturnedMessage message,
            Instant now) {
        this.config = config;
        this.templates = templates;
        this.template = template;
        this.message = message;
        this.mailName = atom(config.forProgram("bounce").get(GlobalParameters.MAIL_NAME));
        this.hostname = config.get(GlobalParameters.MYHOSTNAME);
        this.boundary = message.queueId() + "." + now.getEpochSecond() + "/" + hostname;
        // Addresses and host names may be UTF-8 whenever SMTPUTF8 is enabled at all. // bounce_mail_alloc()
        this.encoding = config.get(SMTPUTF8_ENABLE) ? "8bit" : message.encoding();
    }

    /**
     * Writes the whole notice.
     *
     * @param recipients whom it tells about; not empty
     * @param postmasterCopy for the postmaster: other subject, and no text that asks to write to the postmaster
     * @param headersOnly return the header only; also done when the message is larger than {@code bounce_size_limit}
     * @throws IllegalArgumentException if the template cannot be expanded
     */
    public void write(
            Address to, List<BounceLogEntry> recipients, boolean postmasterCopy, boolean headersOnly, ReportLines out)
            throws IOException {
        header(to, postmasterCopy, out);
        if (!postmasterCopy) {
            for (String line : templates.expanded(template, config)) {
                out.line(line);
            }
        }
        for (BounceLogEntry r : recipients) {
            out.line("");
            String expanded = r.original().isEmpty() ? "" : " (expanded from <" + r.original() + ">)";
            LineWrap.wrap("<" + r.recipient() + ">" + expanded + ": " + r.reason(), LINE_LENGTH, INDENT, out);
        }
        statusHeader(out);
        for (BounceLogEntry r : recipients) {
            recipientStatus(r, out);
        }
        original(headersOnly, out);
    }

    private void header(Address to, boolean postmasterCopy, ReportLines out) throws IOException {
        BounceTemplates.Content content = templates.content(template);
        out.line("From: " + content.from(config));
        out.line("Subject: " + content.subject(postmasterCopy));
        out.line("To: " + QuotedAddress.of(to));
        String messageId = config.get(ENABLE_THREADED_BOUNCES) ? MessageIdHeader.find(message.content()) : "";
        if (!messageId.isEmpty()) {
            out.line("References: " + messageId);
            out.line("In-Reply-To: " + messageId);
        }
        out.line("Auto-Submitted: " + (postmasterCopy ? "auto-generated" : "auto-replied"));
        out.line("MIME-Version: 1.0");
        out.line("Content-Type: multipart/report; report-type=delivery-status;");
        out.line("\tboundary=\"" + boundary + "\"");
        if (!encoding.isEmpty()) {
            out.line("Content-Transfer-Encoding: " + (!eightBit() && content.isEightBit() ? "8bit" : encoding));
        }
        out.line("");
        out.line("This is a MIME-encapsulated message.");
        out.line("");
        out.line("--" + boundary);
        out.line("Content-Description: Notification");
        out.line("Content-Type: text/plain; charset="
                + (!content.isUsAscii() ? content.charset() : eightBit() ? "utf-8" : "us-ascii"));
        partEncoding(out);
        out.line("");
    }

    private void statusHeader(ReportLines out) throws IOException {
        out.line("");
        out.line("--" + boundary);
        out.line("Content-Description: Delivery report");
        out.line("Content-Type: message/" + (message.smtputf8() ? "global-" : "") + "delivery-status");
        if (message.smtputf8()) {
            partEncoding(out);
        }
        out.line("");
        out.line("Reporting-MTA: dns; " + hostname);
        if (!message.envid().isEmpty()) {
            out.line("Original-Envelope-Id: " + message.envid());
        }
        out.line("X-" + mailName + "-Queue-ID: " + message.queueId());
        out.line("X-" + mailName + "-Sender: " + typed(sender()));
        out.line("Arrival-Date: " + MailDate.format(message.arrived(), ZoneId.systemDefault()));
    }

    private void recipientStatus(BounceLogEntry r, ReportLines out) throws IOException {
        out.line("");
        out.line("Final-Recipient: " + typed(r.recipient()));
        if (!r.dsnOrcpt().isEmpty()) {
            out.line("Original-Recipient: " + r.dsnOrcpt());
        } else if (!r.original().isEmpty()) {
            out.line("Original-Recipient: " + typed(r.original()));
        }
        out.line("Action: " + (template == BounceTemplate.FAILURE ? "failed" : r.action()));
        out.line("Status: " + r.status());
        if (!r.mtaType().isEmpty() && !r.mtaName().isEmpty()) {
            LineWrap.wrap("Remote-MTA: " + r.mtaType() + "; " + r.mtaName(), LINE_LENGTH, INDENT, out);
        }
        String diagnostic = r.diagnosticType().isEmpty() || r.diagnosticText().isEmpty()
                ? "X-" + mailName + "; " + r.reason()
                : r.diagnosticType() + "; " + r.diagnosticText();
        LineWrap.wrap("Diagnostic-Code: " + diagnostic, LINE_LENGTH, INDENT, out);
        if (template == BounceTemplate.DELAY) {
            out.line("Will-Retry-Until: "
                    + MailDate.format(
                            message.arrived().plus(config.get(BounceTemplate.MAXIMAL_QUEUE_LIFETIME)),
                            ZoneId.systemDefault()));
        }
    }

    private void original(boolean wantHeaders, ReportLines out) throws IOException {
        long limit = config.get(BOUNCE_SIZE_LIMIT);
        boolean headersOnly = wantHeaders || limit > 0 && (message.size() <= 0 || message.size() > limit);
        boolean undelivered = template == BounceTemplate.FAILURE || template == BounceTemplate.DELAY;
        out.line("");
        out.line("--" + boundary);
        out.line("Content-Description: " + (undelivered ? "Undelivered " : "")
                + (headersOnly ? "Message Headers" : "Message"));
        out.line("Content-Type: "
                + (message.smtputf8()
                        ? headersOnly ? "message/global-headers" : "message/global"
                        : headersOnly ? "text/rfc822-headers" : "message/rfc822"));
        partEncoding(out);
        out.line("");
        out.line("Return-Path: <" + sender() + ">");
        message.content().lines((bytes, offset, length) -> {
            if (headersOnly && !MessageIdHeader.isHeaderLine(bytes, offset, length)) {
                return false;
            }
            out.line(bytes, offset, length);
            return true;
        });
        out.line("");
        out.line("--" + boundary + "--");
    }

    private String sender() {
        return message.sender().isNull()
                ? "MAILER-DAEMON@" + hostname
                : QuotedAddress.of(message.sender()); // mail_addr.c
    }

    private boolean eightBit() {
        return !encoding.isEmpty() && !encoding.equals("7bit");
    }

    private void partEncoding(ReportLines out) throws IOException {
        if (eightBit()) {
            out.line("Content-Transfer-Encoding: " + encoding);
        }
    }

    /** An address with its type; {@code utf-8} only if the sender knows SMTPUTF8. */
    private String typed(String address) {
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(address);
        return (message.smtputf8() && !ascii ? "utf-8; " : "rfc822; ") + address;
    }

    private static String atom(String mailName) {
        StringBuilder atom = new StringBuilder(mailName);
        for (int i = 0; i < atom.length(); i++) {
            if (" \t\r\n()<>@,;:\\\".[]".indexOf(atom.charAt(i)) >= 0) {
                atom.setCharAt(i, '-');
            }
        }
        return atom.toString();
    }
}
