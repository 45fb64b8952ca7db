package org.postjames.smtp.server;

import org.jspecify.annotations.Nullable;

/** The commands in the order in which the log counts them. // smtpd.c, smtpd_cmd_table */
enum CommandTable {
    HELO(new HeloCommand(), true, true, true),
    EHLO(new EhloCommand(), true, true, true),
    LHLO(new LhloCommand(), true, true, true),
    XCLIENT(new XclientCommand(), false, true, false),
    XFORWARD(new XforwardCommand(), false, false, false),
    STARTTLS(new StarttlsCommand(), false, true, false),
    AUTH(new AuthCommand(), false, false, false),
    MAIL(new MailCommand(), false, false, false),
    RCPT(new RcptCommand(), false, false, false),
    DATA(new DataCommand(), false, false, true),
    BDAT(new BdatCommand(), false, false, false),
    RSET(new RsetCommand(), true, false, false),
    NOOP(
            (session, words) -> {
                session.reply("250 2.0.0 Ok");
                return true;
            },
            true,
            true,
            true),
    VRFY(new VrfyCommand(), true, false, true),
    ETRN(new EtrnCommand(), true, false, false),
    QUIT(
            (session, words) -> {
                session.reply("221 2.0.0 Bye");
                session.wire.flush();
                return true;
            },
            false,
            true,
            false);

    private static final CommandTable[] ALL = values();

    final SmtpCommand command;
    /** It may be repeated without end, so too many count as errors. */
    final boolean limited;
    /** Allowed before STARTTLS when TLS is required. */
    final boolean beforeTls;
    /** Must be the last of a pipelined group. // RFC 2920 3.1 */
    final boolean last;

    CommandTable(SmtpCommand command, boolean limited, boolean beforeTls, boolean last) {
        this.command = command;
        this.limited = limited;
        this.beforeTls = beforeTls;
        this.last = last;
    }

    /** @param lmtp then HELO, EHLO and ETRN are unknown, as LHLO is to SMTP; who speaks the wrong protocol is to notice it. // RFC 2033 4.1 */
    static @Nullable CommandTable find(String word, boolean lmtp) {
        for (CommandTable entry : ALL) {
            boolean foreign = lmtp ? entry == HELO || entry == EHLO || entry == ETRN : entry == LHLO;
            if (!foreign && entry.name().equalsIgnoreCase(word)) {
                return entry;
            }
        }
        return null;
    }
}
