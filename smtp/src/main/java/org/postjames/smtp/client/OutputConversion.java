package org.postjames.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.cleanup.ContentChecks;
import org.postjames.config.Parameter;
import org.postjames.log.MailLog;
import org.postjames.rewrite.GenericAddresses;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * What one smtp service changes in messages on their way out: addresses by {@code smtp_generic_maps}, lines by {@code smtp_header_checks} and its relatives, and
 * 8-bit text for servers that take 7 bits only. // smtp_proto.c: SMTP_MIME_DOWNGRADE, smtp_header_rewrite(), smtp_body_rewrite()
 */
final class OutputConversion {
    private static final Map<ContentChecks.Kind, Parameter<String>> CHECKS = Map.of(
            ContentChecks.Kind.HEADER, SmtpClientParameters.SMTP_HEADER_CHECKS,
            ContentChecks.Kind.MIME_HEADER, SmtpClientParameters.SMTP_MIME_HEADER_CHECKS,
            ContentChecks.Kind.NESTED_HEADER, SmtpClientParameters.SMTP_NESTED_HEADER_CHECKS,
            ContentChecks.Kind.BODY, SmtpClientParameters.SMTP_BODY_CHECKS);

    final ClientConfig config;
    final ContentChecks checks;
    final GenericAddresses generic;
    private final boolean conversionDisabled;
    private final MailLog log;
    private final String program;

    OutputConversion(ClientConfig config, Tables tables, MailLog log, String program) {
        this.config = config;
        this.log = log;
        this.program = program;
        this.checks = new ContentChecks(config.all(), tables, own(config));
        this.generic = new GenericAddresses(
                config.all(),
                config.own(SmtpClientParameters.SMTP_GENERIC_MAPS),
                tables,
                text -> log.warning(program, text));
        this.conversionDisabled = config.get(SmtpClientParameters.DISABLE_MIME_OUTPUT_CONVERSION);
    }

    private static Map<ContentChecks.Kind, Parameter<String>> own(ClientConfig config) {
        Map<ContentChecks.Kind, Parameter<String>> own = new EnumMap<>(ContentChecks.Kind.class);
        CHECKS.forEach((kind, parameter) -> own.put(kind, config.own(parameter)));
        return own;
    }

    /** Whether 8-bit text must become quoted-printable for this server. */
    boolean converts(OutgoingMail mail, ServerFeatures features) {
        return !conversionDisabled
                && !features.eightBitMime()
                && !mail.encoding().equals("7bit");
    }

    /** The message with the envelope that the other side shall see. */
    OutgoingMail withGenericAddresses(OutgoingMail mail) throws TableUnavailableException {
        if (generic.isEmpty()) {
            return mail;
        }
        Address sender = mapped(mail.sender());
        List<OutgoingMail.To> recipients = new ArrayList<>(mail.recipients().size());
        for (OutgoingMail.To to : mail.recipients()) {
            recipients.add(new OutgoingMail.To(mapped(to.address()), to.original(), to.dsnOrcpt(), to.dsnNotify()));
        }
        return mail.withEnvelope(sender, recipients);
    }

    Address mapped(Address address) throws TableUnavailableException {
        Optional<Address> found = address.isNull() ? Optional.empty() : generic.find(address);
        return found.orElse(address);
    }

    /**
     * Sends the content without its final dot.
     *
     * @return whether a line had to be broken
     * @throws UnsendableContentException if it cannot be sent as it is; the connection is of no use then
     */
    boolean send(OutgoingMail mail, InputStream content, SmtpConnection connection)
            throws IOException, UnsendableContentException {
        ContentEncoder out = new ContentEncoder(connection, config.get(SmtpClientParameters.SMTP_LINE_LENGTH_LIMIT));
        boolean converts = converts(mail, connection.features);
        boolean anyChecks = checks.anyHeader() || checks.anyBody();
        if (converts || anyChecks || !generic.isEmpty()) {
            new MimeOutput(this, mail.queueId(), converts, converts || anyChecks, out, connection.nameAddress())
                    .send(content);
        } else {
            out.send(content, mail.size());
        }
        return out.broke();
    }

    void info(String text) {
        log.info(program, text);
    }

    void warn(String text) {
        log.warning(program, text);
    }
}
