package org.postjames.smtp.server;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientFacts;
import org.postjames.access.ContextLog;
import org.postjames.access.HostNames;
import org.postjames.access.ReplyClass;
import org.postjames.access.SmtpReply;
import org.postjames.access.SmtpdChecks;
import org.postjames.access.SmtpdFacts;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.esmtp.EhloKeyword;
import org.postjames.pickup.LoginSenders;
import org.postjames.smtp.server.sasl.SaslClient;
import org.postjames.smtp.server.sasl.SaslService;

/** The state of one SMTP session, and how it answers. Used by one thread. // smtpd.h, SMTPD_STATE */
final class Session implements ContextLog {
    static final String LMTP = "LMTP";

    final SmtpdService service;
    final SmtpdSettings settings;
    final Wire wire;
    final Transaction mail = new Transaction();
    final ChatHistory history;
    final SmtpdChecks checks;
    final boolean standAlone;
    /** An upstream proxy was to say who the client is, and did not. */
    final boolean unidentified;

    final Connection connection;
    /** Where the connection comes from; unlike {@link #client} it stays when XCLIENT gives the client another identity. */
    final String connectedAddress;

    ClientFacts client;
    String clientPort;
    String serverAddress;
    String serverPort;
    String protocol;

    @Nullable
    String helo;

    String where = "CONNECT";
    /** What the client said last, as {@code smtpd_command_filter} has it. */
    String commandLine = "";

    @Nullable
    String accessDenied;

    /** Whom a local user may name as the sender; null for clients of the network. */
    @Nullable
    LoginSenders senders;

    @Nullable
    String saslUsername;

    @Nullable
    String saslMethod;

    @Nullable
    TlsFacts tls;

    Set<EhloKeyword> discarded = EnumSet.noneOf(EhloKeyword.class);
    /** The table that knows what to announce did not answer. */
    boolean discardedUnknown;

    SmtpdSettings.BareNewline bareNewline = SmtpdSettings.BareNewline.ACCEPT;
    boolean xclientAllowed;
    boolean xforwardAllowed;

    /** Null while AUTH is not enabled. */
    SaslService.@Nullable Offer sasl;

    final SessionMilters milters = new SessionMilters(this);
    /** Why the recipient in question was refused, while milters are told. */
    @Nullable
    String milterRejectText;

    private boolean verbose;
    int clientConnections;
    boolean improperPipelining;
    boolean hangup;
    /** XCLIENT was accepted: back to the greeting. */
    boolean restart;
    /** The connection counts against its client's limit. */
    boolean counted;

    String countedAddress = "";
    int errors;
    int junk;

    Session(SmtpdService service, Peer peer, Wire wire, Connection connection) {
        this.service = service;
        this.settings = service.settings();
        this.protocol = plainProtocol();
        this.connection = connection;
        this.wire = wire;
        this.standAlone = peer.standAlone();
        this.unidentified = peer.unidentified();
        this.connectedAddress = peer.client().address();
        this.client = peer.client();
        this.clientPort = peer.clientPort();
        nameClient();
        this.serverAddress = peer.serverAddress();
        this.serverPort = peer.serverPort();
        this.history = new ChatHistory(this);
        this.checks = new SmtpdChecks(service.policy(), mail.actions, this);
    }

    /** {@code name[address]}, with the port if {@code smtpd_client_port_logging}; an XCLIENT command that is refused has no effect on it. */
    String clientName() {
        return client.nameAndAddress();
    }

    void nameClient() {
        String shown = client.name() + "[" + client.address() + "]";
        client = client.shownAs(settings.portLogging ? shown + ":" + clientPort : shown);
    }

    /** The client's address as RFC 5321 writes it in {@code [...]}. */
    String literalAddress() {
        return client.address().indexOf(':') >= 0 ? "IPv6:" + client.address() : client.address();
    }

    /** The ends of the connection as SASL wants to know them. */
    SaslClient saslClient() {
        return new SaslClient(
                known(client.address()), known(clientPort), known(serverAddress), known(serverPort), tls != null);
    }

    private static String known(String text) {
        return text.equals("unknown") ? "" : text;
    }

    /** What is known now. */
    SmtpdFacts facts(@Nullable String heloName, @Nullable Address sender, @Nullable Address recipient) {
        return facts(heloName, sender, recipient, null);
    }

    SmtpdFacts facts(
            @Nullable String heloName,
            @Nullable Address sender,
            @Nullable Address recipient,
            @Nullable String etrnDomain) {
        return new SmtpdFacts(
                client,
                heloName,
                sender,
                recipient,
                etrnDomain,
                sasl != null ? saslUsername : null,
                tls != null,
                tls == null ? null : tls.certificate(),
                improperPipelining,
                mail.recipientCount,
                where,
                PolicyFacts.of(this),
                "",
                ReplyClass.CLIENT);
    }

    /** What is spoken before the client has introduced itself. */
    String plainProtocol() {
        return settings.lmtp ? LMTP : "SMTP";
    }

    /** Whether the client may use what extends the first SMTP; LMTP has no less. */
    boolean isExtended() {
        return !protocol.equals("SMTP");
    }

    /** Says what became of a message: once, or in LMTP once for each recipient. // RFC 2033 4.2, 4.3 */
    void replyToMessage(String text, int recipients) throws IOException {
        if (!settings.lmtp) {
            reply(text);
            return;
        }
        for (int i = 0; i < recipients; i++) {
            reply(text);
        }
    }

    /** Sends a reply, slowly to clients that make many errors. A 421 or 521 ends the session. // smtpd_chat_reply() */
    void reply(String text) throws IOException {
        boolean slow = errors >= settings.softErrorLimit && !settings.errorSleep.isZero();
        if (slow) {
            pause();
        }
        char first = text.charAt(0);
        String footer = first == '4' || first == '5' ? service.tables().footer(this, text) : "";
        String complete = footer.isEmpty() ? text : RejectFooter.append(text, footer, this);
        int begin = 0;
        while (begin < complete.length()) {
            int end = complete.indexOf("\r\n", begin);
            boolean last = end < 0 || end + 2 == complete.length();
            String line = complete.substring(begin, end < 0 ? complete.length() : end);
            String said = softened(last || line.length() < 4 ? line : line.substring(0, 3) + "-" + line.substring(4));
            history.out(said);
            wire.writeLine(said);
            begin = last ? complete.length() : end + 2;
        }
        if (slow) {
            wire.flush();
        }
        if (text.startsWith("421") || text.startsWith("521")) {
            hangup = true;
        }
    }

    void reply(SmtpReply reply) throws IOException {
        reply(reply.toString());
    }

    /** Replies and counts as an error. */
    boolean refuse(String text) throws IOException {
        reply(text);
        return false;
    }

    private String softened(String line) {
        if (!settings.softBounce || line.charAt(0) != '5') {
            return line;
        }
        boolean enhanced = line.length() > 4 && line.charAt(4) == '5';
        return "4" + line.substring(1, 4) + (enhanced ? "4" + line.substring(5) : line.substring(4));
    }

    private void pause() throws IOException {
        try {
            wire.flush();
            Thread.sleep(settings.errorSleep);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LostConnectionException();
        }
    }

    /** Whether the session is logged command by command. */
    void verbose(boolean wanted) {
        verbose = wanted;
    }

    @Override
    public boolean isVerbose() {
        return verbose;
    }

    @Override
    public void verbose(String text) {
        info(text);
    }

    void info(String text) {
        service.log().info(settings.program, text);
    }

    void warn(String text) {
        service.log().warning(settings.program, text);
    }

    /** Text of the client that is safe to show. */
    String printable(String text) {
        return HostNames.printable(text, '?', settings.smtputf8);
    }

    String queueId() {
        return mail.queueId.isEmpty() ? "NOQUEUE" : mail.queueId;
    }

    /** Who is being judged at this moment; set by the command that asks. */
    @Nullable
    Address senderInQuestion;

    @Nullable
    Address recipientInQuestion;

    @Nullable
    String heloInQuestion;

    /** {@code QID: verb: WHERE from CLIENT: text; from=<…> to=<…> proto=… helo=<…>}. // log_whatsup() */
    @Override
    public void log(String verb, String text) {
        StringBuilder line = new StringBuilder(160)
                .append(queueId())
                .append(": ")
                .append(verb)
                .append(": ")
                .append(where)
                .append(" from ")
                .append(clientName())
                .append(": ")
                .append(text)
                .append(';')
                .append(verb.startsWith("milter-") ? whatsUpAndWho() : whatsUp());
        info(line.toString());
    }

    /** With the user who logged in, as milters' actions and the reply of a before-queue filter are logged. // smtpd_whatsup() */
    String whatsUpAndWho() {
        return saslUsername == null ? whatsUp() : whatsUp() + " sasl_username=<" + saslUsername + '>';
    }

    /** {@code  from=<…> to=<…> proto=… helo=<…>}, as far as known. // log_whatsup() */
    String whatsUp() {
        StringBuilder line = new StringBuilder(80);
        Address from = senderInQuestion != null ? senderInQuestion : mail.sender;
        Address to = recipientInQuestion != null ? recipientInQuestion : mail.firstRecipient;
        String name = heloInQuestion != null ? heloInQuestion : helo;
        if (from != null) {
            line.append(" from=<").append(AddressSyntax.logged(from)).append('>');
        }
        if (to != null && !hideRecipient) {
            line.append(" to=<").append(AddressSyntax.logged(to)).append('>');
        }
        line.append(" proto=").append(protocol);
        if (name != null) {
            line.append(" helo=<").append(name).append('>');
        }
        return line.toString();
    }

    /** The before-queue filter that mail of this session has to pass; a session that is only played asks nobody. // USE_SMTPD_PROXY() */
    Optional<ProxySettings> proxy() {
        return connection.isNetwork() ? settings.proxy : Optional.empty();
    }

    /** At DATA no recipient is named when there are several. */
    boolean hideRecipient;

    /** Starts over as after HELO. */
    void resetMail() {
        mail.reset();
        milters.endTransaction();
    }

    /** Whether the client speaks out of turn; it is logged once. // smtpd_flag_ill_pipelining() */
    boolean flagImproperPipelining() throws IOException {
        if (wire.ahead() == 0) {
            return false;
        }
        info("improper command pipelining after " + where + " from " + clientName() + ": "
                + Escapes.escape(wire.peek(100)));
        improperPipelining = true;
        return true;
    }
}
