package org.postjames.smtp.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postjames.config.ValueSyntax;
import org.postjames.esmtp.EhloKeyword;
import org.postjames.log.MailLog;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The tables that are asked during a session: {@code smtp_reply_filter} and {@code smtp_discard_ehlo_keyword_address_maps}. // smtp_chat.c, smtp_proto.c */
final class SessionTables {
    private final ClientConfig config;
    private final Maps replies;
    private final Maps keywords;
    private final MailLog log;
    private final String program;

    SessionTables(ClientConfig config, Tables tables, MailLog log, String program) {
        this.config = config;
        this.replies = tables.maps(config.get(SmtpClientParameters.SMTP_REPLY_FILTER));
        this.keywords = tables.maps(config.get(SmtpClientParameters.SMTP_DISCARD_EHLO_KEYWORD_ADDRESS_MAPS));
        this.log = log;
        this.program = program;
    }

    /** What is read in place of a line of a reply, if the filter says so. */
    Optional<String> replacement(SmtpConnection connection, String line) throws LocalDataException {
        if (replies.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> found = replies.find(line);
            found.ifPresent(other -> log.info(
                    program,
                    connection.nameAddressPort() + ": replacing server reply \"" + line + "\" with \"" + other + "\""));
            return found;
        } catch (TableUnavailableException e) {
            String table = config.get(SmtpClientParameters.SMTP_REPLY_FILTER);
            log.warning(program, connection.queueId + ": table " + table + " lookup error for " + line);
            throw new LocalDataException(connection.nameAddress());
        }
    }

    /** The keywords that this server's answer to EHLO may not be believed. */
    List<String> discarded(SmtpConnection connection) throws LocalDataException {
        List<String> words;
        try {
            words = keywords.find(connection.address)
                    .map(ValueSyntax::list)
                    .orElseGet(() -> config.get(SmtpClientParameters.SMTP_DISCARD_EHLO_KEYWORDS));
        } catch (TableUnavailableException e) {
            log.warning(program, String.valueOf(e.getMessage()));
            String parameter = config.own(SmtpClientParameters.SMTP_DISCARD_EHLO_KEYWORD_ADDRESS_MAPS)
                    .name();
            log.warning(program, connection.queueId + ": " + parameter + " map lookup error for " + connection.address);
            throw new LocalDataException(connection.nameAddress());
        }
        Set<EhloKeyword> known = EhloKeyword.of(words);
        if (!known.isEmpty() && !known.contains(EhloKeyword.SILENT)) {
            log.info(program, "discarding EHLO keywords: " + EhloKeyword.words(known));
        }
        return words;
    }
}
