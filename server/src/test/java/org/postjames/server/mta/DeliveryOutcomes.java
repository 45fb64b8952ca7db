package org.postjames.server.mta;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.MailLog;

/** Reads from the mail log what became of each message; mail that was forwarded is followed. */
final class DeliveryOutcomes implements MailLog {
    private static final Pattern STATUS = Pattern.compile(
            "(?<id>\\w+): to=(?<to><.*?>), (?:orig_to=<.*?>, )?relay=.*?, dsn=(?<dsn>[0-9.]+), status=(?<status>\\w+) (?<reason>\\(.*\\))");
    private static final Pattern FORWARDED = Pattern.compile("\\(forwarded as (\\w+)\\)");

    private record Status(String to, String dsn, String status, String reason) {}

    private final Map<String, List<Status>> statuses = new HashMap<>();

    @Override
    public synchronized void log(String program, Severity severity, String text) {
        Matcher found = STATUS.matcher(text);
        if (found.matches()) {
            statuses.computeIfAbsent(found.group("id"), id -> new ArrayList<>())
                    .add(new Status(
                            found.group("to"), found.group("dsn"), found.group("status"), found.group("reason")));
        }
    }

    /** The final statuses of a message, sorted. */
    synchronized List<String> of(String queueId) {
        List<String> all = new ArrayList<>();
        collect(queueId, all);
        return all.stream().sorted().toList();
    }

    private void collect(String queueId, List<String> all) {
        for (Status status : statuses.getOrDefault(queueId, List.of())) {
            Matcher forwarded = FORWARDED.matcher(status.reason());
            if (forwarded.matches()) {
                collect(forwarded.group(1), all);
            } else {
                all.add(status.to() + " " + status.dsn() + " " + status.status() + " " + status.reason());
            }
        }
    }
}
