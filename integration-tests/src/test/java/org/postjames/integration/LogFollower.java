package org.postjames.integration;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a growing mail log session by session. */
final class LogFollower {
    /** Postfix's SMTP server has crashed. */
    static final String KILLED = " killed by signal ";

    /** Whether it is logged depends on which of two processes is faster. */
    private static final String CLOSE_ERROR = ": warning: mail_stream_cleanup: close error";

    private static final Pattern END = Pattern.compile("\\]: disconnect from |sbin/smtpd pid [0-9]+" + KILLED);
    /** An smtpd(8) process warns once of a DNS list that fails, and whether it is the first session of its process is chance. */
    private static final String LIST_ERROR = ": RBL lookup error: ";

    private static final Pattern BEGUN = Pattern.compile(".* postfix/smtpd\\[\\d+\\]: ([0-9A-Za-z]+): client=.*");

    private static final Pattern REFUSED = Pattern.compile(
            ".* postfix/smtpd\\[\\d+\\]: (?:warning: )?([0-9A-Za-z]+): (?:queue file size limit exceeded|reject: END-OF-MESSAGE) ?.*");
    private static final Pattern BY_CLEANUP =
            Pattern.compile(".* postfix/cleanup\\[\\d+\\]: (?:warning: )?(?!warning)([0-9A-Za-z]{9,}): .*");

    private final Set<String> refused = new HashSet<>();
    private final Set<String> received = new HashSet<>();
    private final Path maillog;
    private long read;

    LogFollower(Path maillog) {
        this.maillog = maillog;
    }

    /**
     * Waits until the SMTP server has logged the end of a session, and returns what it and the cleanup server have logged since the last call; a session that has
     * no end in the log ends after a while too.
     */
    String session() throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            Processes.await("the end of the session in the log", Duration.ofSeconds(10), () -> {
                text.append(more());
                return END.matcher(text).find() && text.charAt(text.length() - 1) == '\n';
            });
        } catch (IOException e) {
            text.append("no end of the session in the log\n");
        }
        List<String> kept = text.toString()
                .lines()
                .filter(line -> !line.endsWith(CLOSE_ERROR) && !line.contains(LIST_ERROR))
                .filter(line -> line.matches("no end .*|.* postfix/(smtpd|cleanup)\\[.*|.*" + KILLED + ".*"))
                .toList();
        kept.forEach(this::note);
        return kept.stream()
                .filter(line -> !line.matches(unfinished(kept)) && !isOfAnother(line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private void note(String line) {
        Matcher refusal = REFUSED.matcher(line);
        if (refusal.matches()) {
            refused.add(refusal.group(1));
        }
        Matcher begun = BEGUN.matcher(line);
        if (begun.matches()) {
            received.add(begun.group(1));
        }
    }

    /**
     * What cleanup says of a message that smtpd(8) refuses after its content comes when it likes, perhaps in the next session, and so does what it says of
     * bounces and probes.
     */
    private boolean isOfAnother(String line) {
        Matcher matcher = BY_CLEANUP.matcher(line);
        return matcher.matches() && (refused.contains(matcher.group(1)) || !received.contains(matcher.group(1)));
    }

    /** What cleanup says of a message that breaks off depends on how much of it smtpd(8) had handed over when that happened. */
    private static String unfinished(List<String> lines) {
        Matcher broken = null;
        for (String line : lines) {
            Matcher begun = BEGUN.matcher(line);
            broken = begun.matches() ? begun : broken;
        }
        boolean breaksOff = lines.stream()
                .anyMatch(line -> line.contains("]: lost connection after BDAT (")
                        || line.contains("]: lost connection after DATA ("));
        return breaksOff && broken != null
                ? ".* postfix/cleanup\\[\\d+\\]: (warning: )?" + broken.group(1) + ": .*"
                : "";
    }

    private String more() {
        try (RandomAccessFile file = new RandomAccessFile(maillog.toFile(), "r")) {
            byte[] bytes = new byte[(int) (file.length() - read)];
            file.seek(read);
            file.readFully(bytes);
            read += bytes.length;
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
