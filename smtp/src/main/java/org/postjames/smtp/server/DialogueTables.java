package org.postjames.smtp.server;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.esmtp.EhloKeyword;
import org.postjames.table.LookupTable;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The tables that change what a client says and what it is told: commands, footers of refusals, EHLO's keywords. */
final class DialogueTables {
    private final @Nullable LookupTable commandFilter;
    private final Maps footers;
    private final String footer;
    private final Maps discardedKeywords;
    private final Set<EhloKeyword> keywords;

    DialogueTables(PostfixConfig config, Tables tables) {
        String filter = config.get(SmtpdParameters.SMTPD_COMMAND_FILTER);
        commandFilter = filter.isEmpty() ? null : tables.open(tables.name(filter));
        footers = tables.maps(config.get(SmtpdParameters.SMTPD_REJECT_FOOTER_MAPS))
                .named(SmtpdParameters.SMTPD_REJECT_FOOTER_MAPS.name());
        footer = config.get(SmtpdParameters.SMTPD_REJECT_FOOTER);
        discardedKeywords = tables.maps(config.get(SmtpdParameters.SMTPD_DISCARD_EHLO_KEYWORD_ADDRESS_MAPS))
                .named(SmtpdParameters.SMTPD_DISCARD_EHLO_KEYWORD_ADDRESS_MAPS.name());
        keywords = EhloKeyword.of(config.get(SmtpdParameters.SMTPD_DISCARD_EHLO_KEYWORDS));
    }

    /**
     * The command that {@code smtpd_command_filter} puts in the place of what the client said.
     *
     * @throws LocalDataException if the table cannot answer now: nobody knows then what the client may say
     */
    String filtered(Session session, String line) throws LocalDataException {
        if (commandFilter == null) {
            return line;
        }
        int start = 0;
        while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) {
            start++;
        }
        try {
            Optional<String> replaced = commandFilter.lookup(line.substring(start));
            replaced.ifPresent(by -> session.info(session.clientName() + ": replacing command \"" + shortened(line)
                    + "\" with \"" + shortened(by) + "\""));
            return replaced.orElse(line);
        } catch (TableUnavailableException e) {
            session.warn(commandFilter.name() + " lookup error for \"" + shortened(session.printable(line)) + "\"");
            throw new LocalDataException();
        }
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(100, text.length()));
    }

    /** What a 4xx or 5xx reply ends with: empty for nothing. A table that cannot answer now changes nothing. */
    String footer(Session session, String reply) {
        if (footers.isEmpty()) {
            return footer;
        }
        try {
            return footers.find(reply).orElse(footer);
        } catch (TableUnavailableException e) {
            session.warn(String.valueOf(e.getMessage()));
            return footer;
        }
    }

    /** Decides which keywords this client is not told; EHLO fails if that cannot be known now. */
    void discardKeywords(Session session) {
        session.discarded = keywords;
        session.discardedUnknown = false;
        try {
            Optional<String> own = discardedKeywords.find(session.client.address());
            own.ifPresent(words -> session.discarded = EhloKeyword.of(ValueSyntax.list(words)));
        } catch (TableUnavailableException e) {
            session.warn(String.valueOf(e.getMessage()));
            session.discardedUnknown = true;
        }
    }
}
