package org.postjames.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postjames.config.ConfigurationReport;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/**
 * What {@code postjames check --json} prints: one object with {@code status} (clean, warnings, impossible), {@code diagnostics}, {@code items} and, for each
 * verdict, how many {@code items} have it.
 */
final class CheckJson {
    private CheckJson() {}

    static String text(
            String status,
            List<Diagnostic> diagnostics,
            List<ConfigurationReport.Item> items,
            Map<ConfigurationReport.Verdict, Integer> counts) {
        StringBuilder text = new StringBuilder("{\"status\": ");
        QueueJson.quote(text, status);
        List<String> objects = new ArrayList<>();
        for (Diagnostic diagnostic : diagnostics) {
            objects.add(object(
                    diagnostic.origin(),
                    "severity",
                    diagnostic.severity().name().toLowerCase(Locale.ROOT),
                    "text",
                    diagnostic.text()));
        }
        array(text, "diagnostics", objects);
        objects.clear();
        for (ConfigurationReport.Item item : items) {
            objects.add(object(
                    item.origin(),
                    "setting",
                    item.setting(),
                    "verdict",
                    item.verdict().toString(),
                    "remark",
                    item.remark()));
        }
        array(text, "items", objects);
        text.append(",\n \"counts\": {");
        String separator = "";
        for (Map.Entry<ConfigurationReport.Verdict, Integer> count : counts.entrySet()) {
            text.append(separator);
            QueueJson.quote(text, count.getKey().toString());
            text.append(": ").append(count.getValue());
            separator = ", ";
        }
        return text.append("}}\n").toString();
    }

    private static void array(StringBuilder text, String name, List<String> objects) {
        text.append(",\n \"").append(name).append("\": [");
        text.append(objects.isEmpty() ? "" : "\n  ").append(String.join(",\n  ", objects));
        text.append(']');
    }

    /** @param fields names and values in turn */
    private static String object(Origin origin, String... fields) {
        StringBuilder text = new StringBuilder("{\"file\": ");
        QueueJson.quote(text, origin.file());
        text.append(", \"line\": ").append(origin.line());
        for (int i = 0; i < fields.length; i += 2) {
            text.append(", ");
            QueueJson.quote(text, fields[i]);
            text.append(": ");
            QueueJson.quote(text, fields[i + 1]);
        }
        return text.append('}').toString();
    }
}
