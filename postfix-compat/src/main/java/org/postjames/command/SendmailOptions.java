package org.postjames.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.postjames.esmtp.DsnNotify;
import org.postjames.queuefile.QueueAttributes;

/** What a sendmail command line asks for. Sendmail's many other options are accepted and mean nothing. // sendmail(1) */
final class SendmailOptions {
    static final int EX_USAGE = 64;
    static final int EX_DATAERR = 65;
    static final int EX_UNAVAILABLE = 69;
    static final int EX_OSERR = 71;
    static final int EX_TEMPFAIL = 75;
    static final int EX_NOPERM = 77;

    /** What is to be done. */
    enum Mode {
        ENQUEUE,
        MAILQ,
        NEWALIASES,
        FLUSH,
        DAEMON,
        SMTP,
        NOTHING
    }

    private static final String LETTERS = "A:B:C:F:GIL:N:O:R:UV:X:b:ce:f:h:imno:p:r:q:tvx";

    private final CommandMessages messages;
    private final String verpFilter;
    private Mode mode;
    private @Nullable String sender;
    private @Nullable String fullName;
    private @Nullable String verp;
    private @Nullable String aliasMap;
    private String encoding = "";
    private String envid = "";
    private String site = "";
    private String queueId = "";
    private boolean queueTime;
    private boolean fromHeaders;
    private boolean dotEnds = true;
    private boolean gateway;
    private boolean probe;
    private int verbose;
    private int dsnNotify;
    private int dsnRet;
    private List<String> recipients = List.of();

    private SendmailOptions(CommandMessages messages, Mode mode, String verpFilter) {
        this.messages = messages;
        this.mode = mode;
        this.verpFilter = verpFilter;
    }

    /**
     * The directory that {@code -C} names, or the empty string. The command line is read for it before main.cf can be, so what is wrong with an option is said
     * here, and again when the options are read.
     */
    static String configDirectory(String program, String[] args, PrintStream err) {
        CommandLine line = new CommandLine(program, args, LETTERS, err);
        String directory = "";
        while (true) {
            if ("-q".equals(line.word())) {
                line.skip();
                continue;
            }
            int letter = line.next();
            if (letter == CommandLine.END) {
                return directory;
            }
            if (letter == 'C') {
                String value = line.value();
                directory = value.endsWith("/main.cf") ? value.substring(0, value.length() - 8) : value;
            }
        }
    }

    /** @param verpFilter the characters that {@code -XV} may name: {@code verp_delimiter_filter} */
    static SendmailOptions parse(
            String program, String[] args, String verpFilter, CommandMessages messages, PrintStream err)
            throws CommandFailure {
        Mode mode =
                switch (program) {
                    case "mailq" -> Mode.MAILQ;
                    case "newaliases" -> Mode.NEWALIASES;
                    case "smtpd" -> Mode.DAEMON;
                    default -> Mode.ENQUEUE;
                };
        SendmailOptions options = new SendmailOptions(messages, mode, verpFilter);
        CommandLine line = new CommandLine(program, args, LETTERS, err);
        while (true) {
            options.oldVerp(line);
            String word = line.word();
            if ("-q".equals(word)) { // an option without its argument, which getopt cannot know
                options.flush();
                line.skip();
                continue;
            }
            if ("-XV".equals(word)) {
                options.verp = "";
                line.skip();
                continue;
            }
            int letter = line.next();
            if (letter == CommandLine.END) {
                options.recipients = line.rest();
                return options;
            }
            if (letter == CommandLine.BAD) {
                throw new CommandFailure("usage: " + program + " [options]", EX_USAGE);
            }
            options.option((char) letter, line.value());
        }
    }

    /** {@code -V} was what is {@code -XV} now; what looks like that is taken so. */
    private void oldVerp(CommandLine line) {
        String word = line.word();
        String next = line.wordBehind();
        if ("-V".equals(word) && next != null && next.length() == 2) {
            messages.warning("option -V is deprecated with Postfix 2.3; specify -XV instead");
            line.replace("-XV");
        } else if (word != null && word.startsWith("-V") && word.length() == 4) {
            messages.warning(
                    "option " + word + " is deprecated with Postfix 2.3; specify -X" + word.substring(1) + " instead");
            line.replace("-X" + word.substring(1));
        }
    }

    private void flush() {
        if (mode == Mode.DAEMON) {
            messages.warning("ignoring -q option in daemon mode");
        } else {
            mode = Mode.FLUSH;
        }
    }

    private void option(char letter, String value) throws CommandFailure {
        switch (letter) {
            case 'n' -> throw new CommandFailure("-n option not supported", EX_USAGE);
            case 'B' ->
                encoding = switch (value) {
                    case "8BITMIME" -> "8bit";
                    case "7BIT" -> "7bit";
                    default -> throw new CommandFailure("-B option needs 8BITMIME or 7BIT", EX_USAGE);
                };
            case 'F' -> fullName = value;
            case 'G' -> gateway = true;
            case 'I' -> mode = Mode.NEWALIASES;
            case 'N' -> notify(value);
            case 'R' -> ret(value);
            case 'V' -> envid(value);
            case 'X' -> verp(value);
            case 'b' -> mode(value);
            case 'f', 'r' -> sender = value;
            case 'i' -> dotEnds = false;
            case 'o' -> sendmailOption(value);
            case 'q' -> queue(value);
            case 't' -> fromHeaders = true;
            case 'v' -> verbose++;
            default -> {
                // sendmail's, without meaning here
            }
        }
    }

    private void notify(String value) {
        OptionalInt mask = DsnNotify.parse(value, messages::warning);
        if (mask.isEmpty()) {
            messages.warning("bad -N option value -- ignored");
        } else {
            dsnNotify = mask.getAsInt();
        }
    }

    private void ret(String value) {
        dsnRet = switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> 1;
            case "HDRS" -> 2;
            default -> 0;
        };
        if (dsnRet == 0) {
            messages.warning("bad -R option value -- ignored");
        }
    }

    private void envid(String value) {
        if (value.length() > 100) {
            messages.warning("too long -V option value -- ignored");
        } else if (!value.chars().allMatch(c -> c >= ' ' && c < 127)) {
            messages.warning("bad syntax in -V option value -- ignored");
        } else {
            envid = value;
        }
    }

    private void verp(String value) throws CommandFailure {
        if (!value.startsWith("V")) {
            throw new CommandFailure("unsupported: -X" + (value.isEmpty() ? "" : value.substring(0, 1)), EX_USAGE);
        }
        String delimiters = value.substring(1);
        if (delimiters.length() != 2 || !delimiters.chars().allMatch(c -> verpFilter.indexOf(c) >= 0)) {
            throw new CommandFailure("-V requires two characters from " + verpFilter, EX_USAGE);
        }
        verp = delimiters;
    }

    private void mode(String value) throws CommandFailure {
        switch (value.isEmpty() ? 0 : value.charAt(0)) {
            case 'd', 'l' -> {
                if (mode == Mode.FLUSH) {
                    messages.warning("ignoring -q option in daemon mode");
                }
                mode = Mode.DAEMON;
            }
            case 'h', 'H' -> mode = Mode.NOTHING;
            case 'i' -> mode = Mode.NEWALIASES;
            case 'm' -> mode = Mode.ENQUEUE;
            case 'p' -> mode = Mode.MAILQ;
            case 's' -> mode = Mode.SMTP;
            case 'v' -> probe = true;
            default ->
                throw new CommandFailure("unsupported: -b" + (value.isEmpty() ? "" : value.substring(0, 1)), EX_USAGE);
        }
    }

    private void sendmailOption(String value) throws CommandFailure {
        if (value.startsWith("i")) {
            dotEnds = false;
        } else if (value.startsWith("A")) {
            if (value.length() == 1) {
                throw new CommandFailure("-oA requires pathname", EX_USAGE);
            }
            aliasMap = value.substring(1);
        }
    }

    private void queue(String value) throws CommandFailure {
        if (value.charAt(0) >= '0' && value.charAt(0) <= '9') {
            queueTime = true;
        } else if (value.charAt(0) == 'R') {
            site = required(value.substring(1), "specify: -qRsitename");
        } else if (value.charAt(0) == 'I') {
            queueId = required(value.substring(1), "specify: -qIqueueid");
        } else {
            throw new CommandFailure("-q" + value.charAt(0) + " is not implemented", EX_USAGE);
        }
    }

    private static String required(String value, String otherwise) throws CommandFailure {
        if (value.isEmpty()) {
            throw new CommandFailure(otherwise, EX_USAGE);
        }
        return value;
    }

    /** Whether the options go together. */
    void check() throws CommandFailure {
        if (fromHeaders && mode != Mode.ENQUEUE) {
            throw new CommandFailure("-t can be used only in delivery mode", EX_USAGE);
        }
        if (!site.isEmpty() && mode != Mode.ENQUEUE) {
            throw new CommandFailure("-qR can be used only in delivery mode", EX_USAGE);
        }
        if (!queueId.isEmpty() && mode != Mode.ENQUEUE) {
            throw new CommandFailure("-qI can be used only in delivery mode", EX_USAGE);
        }
        if (probe) {
            if (fromHeaders || dsnNotify != 0 || dsnRet != 0 || verbose == 1) {
                String option = fromHeaders ? "-t" : dsnNotify != 0 ? "-N" : dsnRet != 0 ? "-R" : "-v";
                throw new CommandFailure(option + " option cannot be used with -bv", EX_USAGE);
            }
        }
        if (!recipients.isEmpty()) {
            String wrong = !site.isEmpty()
                    ? "flush site requires no recipient"
                    : !queueId.isEmpty() ? "flush queue_id requires no recipient" : wrongRecipients();
            if (!wrong.isEmpty()) {
                throw new CommandFailure(wrong, EX_USAGE);
            }
        }
    }

    private String wrongRecipients() {
        return switch (mode) {
            case ENQUEUE, NOTHING -> "";
            case MAILQ -> "display queue mode requires no recipient";
            case NEWALIASES -> "alias initialization mode requires no recipient";
            case FLUSH -> "flush queue mode requires no recipient";
            case DAEMON -> "daemon mode requires no recipient";
            case SMTP -> "stand-alone mode requires no recipient";
        };
    }

    Mode mode() {
        return queueTime && mode != Mode.DAEMON ? Mode.NOTHING : mode;
    }

    @Nullable
    String sender() {
        return sender;
    }

    @Nullable
    String fullName() {
        return fullName;
    }

    /** Two characters, or the empty string for {@code default_verp_delimiters}. */
    @Nullable
    String verpDelimiters() {
        return verp;
    }

    void verpDelimiters(String delimiters) {
        verp = delimiters;
    }

    @Nullable
    String aliasMap() {
        return aliasMap;
    }

    String encoding() {
        return encoding;
    }

    String envid() {
        return envid;
    }

    String site() {
        return site;
    }

    /** The report that the sender asks for, or 0; {@code -v -v} is for debugging and asks for none. */
    int traceFlags() {
        return probe ? QueueAttributes.TRACE_VERIFY : verbose == 1 ? QueueAttributes.TRACE_RECORD : 0;
    }

    String queueId() {
        return queueId;
    }

    boolean recipientsFromHeaders() {
        return fromHeaders;
    }

    boolean dotEnds() {
        return dotEnds;
    }

    boolean gateway() {
        return gateway;
    }

    int dsnNotify() {
        return dsnNotify;
    }

    int dsnRet() {
        return dsnRet;
    }

    List<String> recipients() {
        return recipients;
    }
}
