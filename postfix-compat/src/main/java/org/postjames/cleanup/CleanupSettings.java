package org.postjames.cleanup;

import java.util.Set;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.milter.MilterParameters;

/** cleanup's parameters, read once per configuration snapshot. */
record CleanupSettings(
        String myhostname,
        boolean longQueueIds,
        boolean alwaysAddMissingHeaders,
        String alwaysBcc,
        int duplicateLimit,
        boolean originalRecipient,
        String emptyAddressRecipient,
        boolean standardFrom,
        int headerSizeLimit,
        int hopcountLimit,
        int lineLengthLimit,
        long messageSizeLimit,
        int attributeCountLimit,
        boolean rewriteRemoteHeaders,
        boolean smtputf8,
        Set<String> smtputf8Classes,
        Set<String> filteredClasses,
        int headerTokenLimit,
        MessageCharacters.Settings characters,
        boolean detect8bit,
        String undisclosedRecipients,
        long delayWarningSeconds,
        String verpDelimiterFilter,
        HeaderOptions headers) {
    private static final int MILTER_HEADER_LIMIT = 60_000;

    /** // cleanup_message.c: libmilter takes no more than 65535 bytes at once */
    private static int headerSizeLimit(PostfixConfig config) {
        int limit = config.get(CleanupParameters.HEADER_SIZE_LIMIT);
        boolean filtered = !config.get(MilterParameters.SMTPD_MILTERS).isEmpty()
                || !config.get(MilterParameters.SMTPD_MILTER_MAPS).isEmpty()
                || !config.get(MilterParameters.NON_SMTPD_MILTERS).isEmpty();
        return filtered ? Math.min(limit, MILTER_HEADER_LIMIT) : limit;
    }

    static CleanupSettings of(PostfixConfig config) {
        return new CleanupSettings(
                config.get(GlobalParameters.MYHOSTNAME),
                config.get(GlobalParameters.ENABLE_LONG_QUEUE_IDS),
                config.get(CleanupParameters.ALWAYS_ADD_MISSING_HEADERS),
                config.get(CleanupParameters.ALWAYS_BCC),
                config.get(CleanupParameters.DUPLICATE_FILTER_LIMIT),
                config.get(GlobalParameters.ENABLE_ORIGINAL_RECIPIENT),
                config.get(CleanupParameters.EMPTY_ADDRESS_RECIPIENT),
                !config.get(CleanupParameters.HEADER_FROM_FORMAT).equals("obsolete"),
                headerSizeLimit(config),
                config.get(CleanupParameters.HOPCOUNT_LIMIT),
                config.get(CleanupParameters.LINE_LENGTH_LIMIT),
                config.get(GlobalParameters.MESSAGE_SIZE_LIMIT),
                config.get(CleanupParameters.QUEUE_FILE_ATTRIBUTE_COUNT_LIMIT),
                !config.get(CleanupParameters.REMOTE_HEADER_REWRITE_DOMAIN).isEmpty(),
                config.get(CleanupParameters.SMTPUTF8_ENABLE),
                Set.copyOf(config.get(CleanupParameters.SMTPUTF8_AUTODETECT_CLASSES)),
                Set.copyOf(config.get(CleanupParameters.INTERNAL_MAIL_FILTER_CLASSES)),
                config.get(CleanupParameters.HEADER_ADDRESS_TOKEN_LIMIT),
                MessageCharacters.Settings.of(config),
                config.get(CleanupParameters.AUTO_8BIT),
                config.get(CleanupParameters.UNDISCLOSED_RECIPIENTS_HEADER),
                config.get(CleanupParameters.DELAY_WARNING_TIME).toSeconds(),
                config.get(GlobalParameters.VERP_DELIMITER_FILTER),
                HeaderOptions.of(config.get(CleanupParameters.MESSAGE_DROP_HEADERS)));
    }
}
