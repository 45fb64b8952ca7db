package org.postjames.integration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of an observation what differs between two runs of the same mail system: times, process ids, queue ids, ports, directories. */
final class Normaliser {
    private static final Pattern RFC_DATE = Pattern.compile(
            "\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [ 0-9]\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d [-+]\\d{4} \\([A-Z]+\\)");
    private static final Pattern ASCTIME =
            Pattern.compile("\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d( \\d{4})?");
    private static final Pattern DELAYS =
            Pattern.compile("delay=\\d+(\\.\\d+)?, delays=(\\d+(\\.\\d+)?/){3}\\d+(\\.\\d+)?");
    private static final Pattern QUEUE_ID = Pattern.compile(
            "(?m)(?:queued as |id |^Message-Id: <\\d{14}\\.|^|/|: |<\\d{14}\\.)(([0-9A-F]{9,14})|([0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{2,8}))(?=[^0-9A-Za-z]|$)");

    private static final Pattern INSTANCE = Pattern.compile("instance=[0-9a-f]+\\.[0-9a-f]+\\.[0-9a-f]+\\.[0-9a-f]+");

    private final Workspace workspace;
    private final Map<String, String> queueIds = new LinkedHashMap<>();

    Normaliser(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Gives the queue ids of a text their names {@code Q1, Q2, …} in the order in which they appear, and normalises everything else. */
    String normalise(String text) {
        String result = text.replace(workspace.root().toString(), "@ROOT@")
                .replace(":" + workspace.port(), ":@PORT@")
                .replace(":" + workspace.sinkPort(), ":@SINK@");
        for (Map.Entry<String, Integer> port : workspace.ports().entrySet()) {
            result = result.replace(":" + port.getValue(), ":@" + port.getKey() + "@");
        }
        result = named(INSTANCE, "instance=I", result);
        result = RFC_DATE.matcher(result).replaceAll("@DATE@");
        result = ASCTIME.matcher(result).replaceAll("@DATE@");
        result = DELAYS.matcher(result).replaceAll("delay=@D@, delays=@D@");
        result = result.replaceAll("(?<=[.<])20\\d{12}\\.", "@TIME@.")
                .replaceAll("\"arrival_time\": \\d+", "\"arrival_time\": @T@")
                .replaceAll("(?<=\\.)1[0-9]{9}/", "@T@/")
                .replaceAll("(?m)^YP_LAST_MODIFIED:\\t\\d+", "YP_LAST_MODIFIED:\t@T@")
                .replaceAll("(?m)(^|stderr: )/\\S*/(post[a-z]+|sendmail|mailq|newaliases): ", "$1$2: ")
                .replaceAll("(?<=localhost\\[127\\.0\\.0\\.1\\]:)\\d{4,5}", "@PORT@")
                .replaceAll("(client|server)_port=\\d+", "$1_port=@PORT@")
                .replaceAll("(XFORWARD .*PORT)=\\d{5}\\b", "$1=@PORT@")
                .replaceAll("(message_size: +\\d+) +\\d+", "$1 @OFFSET@")
                .replaceAll("create_time=1[0-9]{9}", "create_time=@T@");
        Matcher ids = QUEUE_ID.matcher(text);
        while (ids.find()) {
            name(ids.group(1));
        }
        for (Map.Entry<String, String> id : queueIds.entrySet()) {
            result = result.replace(id.getKey(), id.getValue());
        }
        return result;
    }

    /** Numbers what differs from run to run; the same text has the same number. */
    private static String named(Pattern pattern, String prefix, String text) {
        Map<String, String> names = new LinkedHashMap<>();
        return pattern.matcher(text)
                .replaceAll(found -> names.computeIfAbsent(found.group(), key -> prefix + (names.size() + 1)));
    }

    private void name(String id) {
        queueIds.computeIfAbsent(id, key -> "Q" + (queueIds.size() + 1));
    }

    /** Removes what is left of identity, so that two messages can be put in the same order in every run. */
    static String withoutIds(String text) {
        String undated = ASCTIME.matcher(RFC_DATE.matcher(text).replaceAll("")).replaceAll("");
        return QUEUE_ID.matcher(DELAYS.matcher(undated).replaceAll(""))
                .replaceAll("")
                .replaceAll("[0-9A-Za-z]{9,20}\\.1\\d{9}/", "")
                .replaceAll("(?<=[.<])20\\d{12}\\.", "");
    }
}
