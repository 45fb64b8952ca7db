package org.postjames.smtp.server;

import static org.postjames.smtp.server.SmtpdParameters.*;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postjames.cleanup.CleanupOrigin;
import org.postjames.config.CompatibilityLevel;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/** What one smtpd service's parameters say, read once. Immutable. */
final class SmtpdSettings {
    /** What a line end without CR means. // smtpd_forbid_bare_newline */
    enum BareNewline {
        ACCEPT,
        NORMALIZE,
        REJECT
    }

    final PostfixConfig config;
    /** What cleanup does to messages of this service. */
    final CleanupOrigin origin;

    final String program;
    final String hostname;
    final String mailName;
    final String banner;
    /** The daemon in master.cf is {@code lmtpd}: LMTP is spoken, not SMTP. */
    final boolean lmtp;

    final int timeout;
    final int starttlsTimeout;
    final boolean deadline;
    final int minDataRate;
    final boolean heloRequired;
    final boolean vrfyDisabled;
    final boolean strict821;
    final boolean smtputf8;
    final boolean strictSmtputf8;
    final boolean smtputf8DisabledByLevel;
    final int lineLimit;
    final int recipientLimit;
    final int recipientOvershootLimit;
    final int softErrorLimit;
    final int hardErrorLimit;
    final Duration errorSleep;
    final int junkLimit;
    final CommandWords forbiddenCommands;
    final CommandWords noopCommands;
    final Set<ErrorClass> notifyClasses;
    final String bounceNoticeRecipient;
    final int historyThreshold;
    final boolean softBounce;
    final long messageSizeLimit;
    final long queueMinfree;
    final BareNewline bareNewline;
    final int bareNewlineCode;
    final boolean forbidUnauthPipelining;
    final boolean delayOpen;
    final boolean behindHaproxy;
    final boolean peernameLookup;
    final boolean portLogging;
    final boolean ipv4;
    final boolean ipv6;
    final boolean saslEnabled;
    final int saslResponseLimit;
    final boolean saslHeader;
    final boolean brokenAuthClients;
    final boolean tlsAuthOnly;
    final boolean tlsReceivedHeader;
    final Optional<ProxySettings> proxy;

    SmtpdSettings(PostfixConfig config, String program) {
        this.config = config;
        origin =
                CleanupOrigin.of(CleanupOrigin.Kind.SMTPD, false, Instant.EPOCH).as(config);
        this.program = program;
        hostname = config.get(GlobalParameters.MYHOSTNAME);
        mailName = config.get(GlobalParameters.MAIL_NAME);
        lmtp = config.expand("$process_name").equals(SmtpServer.LMTPD);
        String greeting = config.get(SMTPD_BANNER);
        banner = lmtp ? greeting.replaceAll("\\bE?SMTP\\b", Session.LMTP) : greeting;
        timeout = Math.toIntExact(config.get(SMTPD_TIMEOUT).toMillis());
        starttlsTimeout = Math.toIntExact(config.get(SMTPD_STARTTLS_TIMEOUT).toMillis());
        deadline = config.get(SMTPD_PER_REQUEST_DEADLINE);
        minDataRate = config.get(SMTPD_MIN_DATA_RATE);
        heloRequired = config.get(SMTPD_HELO_REQUIRED);
        vrfyDisabled = config.get(DISABLE_VRFY_COMMAND);
        strict821 = config.get(STRICT_RFC821_ENVELOPES);
        smtputf8 = config.get(SMTPUTF8_ENABLE);
        strictSmtputf8 = config.get(STRICT_SMTPUTF8);
        smtputf8DisabledByLevel = CompatibilityLevel.of(config).keepsOldDefault("1", "smtputf8_enable");
        lineLimit = config.get(LINE_LENGTH_LIMIT);
        recipientLimit = config.get(SMTPD_RECIPIENT_LIMIT);
        recipientOvershootLimit = config.get(SMTPD_RECIPIENT_OVERSHOOT_LIMIT);
        softErrorLimit = config.get(SMTPD_SOFT_ERROR_LIMIT);
        hardErrorLimit = config.get(SMTPD_HARD_ERROR_LIMIT);
        errorSleep = config.get(SMTPD_ERROR_SLEEP_TIME);
        junkLimit = config.get(SMTPD_JUNK_COMMAND_LIMIT);
        forbiddenCommands = new CommandWords(config.get(SMTPD_FORBIDDEN_COMMANDS));
        noopCommands = new CommandWords(config.get(SMTPD_NOOP_COMMANDS));
        notifyClasses = ErrorClass.of(config.get(NOTIFY_CLASSES));
        bounceNoticeRecipient = config.get(BOUNCE_NOTICE_RECIPIENT);
        historyThreshold = config.get(SMTPD_HISTORY_FLUSH_THRESHOLD);
        softBounce = config.get(GlobalParameters.SOFT_BOUNCE);
        messageSizeLimit = config.get(GlobalParameters.MESSAGE_SIZE_LIMIT);
        queueMinfree = config.get(QUEUE_MINFREE);
        bareNewline = bareNewline(config);
        bareNewlineCode = config.get(SMTPD_FORBID_BARE_NEWLINE_REJECT_CODE);
        // Postfix differs: 3.7.11's default is no, because later releases say yes against SMTP smuggling
        forbidUnauthPipelining =
                !config.isSet(SMTPD_FORBID_UNAUTH_PIPELINING.name()) || config.get(SMTPD_FORBID_UNAUTH_PIPELINING);
        delayOpen = config.get(SMTPD_DELAY_OPEN_UNTIL_VALID_RCPT);
        behindHaproxy = config.get(SMTPD_UPSTREAM_PROXY_PROTOCOL).equals("haproxy");
        peernameLookup = config.get(SMTPD_PEERNAME_LOOKUP);
        portLogging = config.get(SMTPD_CLIENT_PORT_LOGGING);
        ipv4 = hasProtocol(config, "ipv4");
        ipv6 = hasProtocol(config, "ipv6");
        saslEnabled = config.get(SMTPD_SASL_AUTH_ENABLE);
        saslResponseLimit = config.get(SMTPD_SASL_RESPONSE_LIMIT);
        saslHeader = config.get(SMTPD_SASL_AUTHENTICATED_HEADER);
        brokenAuthClients = config.get(BROKEN_SASL_AUTH_CLIENTS);
        tlsAuthOnly = config.get(SMTPD_TLS_AUTH_ONLY);
        tlsReceivedHeader = config.get(SMTPD_TLS_RECEIVED_HEADER);
        proxy = ProxySettings.of(config);
    }

    private static boolean hasProtocol(PostfixConfig config, String protocol) {
        return config.get(GlobalParameters.INET_PROTOCOLS).stream()
                .anyMatch(word -> word.equalsIgnoreCase("all") || word.equalsIgnoreCase(protocol));
    }

    private static BareNewline bareNewline(PostfixConfig config) {
        // Postfix differs: 3.7.11's default is no, because later releases normalize against SMTP smuggling
        // (CVE-2023-51764)
        String text =
                config.isSet(SMTPD_FORBID_BARE_NEWLINE.name()) ? config.get(SMTPD_FORBID_BARE_NEWLINE) : "normalize";
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "no" -> BareNewline.ACCEPT;
            case "reject" -> BareNewline.REJECT;
            default -> BareNewline.NORMALIZE;
        };
    }
}
