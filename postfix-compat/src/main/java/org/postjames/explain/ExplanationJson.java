package org.postjames.explain;

import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.postjames.explain.Step.Lookup;

/** An explanation for programs: one JSON object, its keys named after the components of the records. // RFC 8259 */
public final class ExplanationJson {
    private final StringBuilder out = new StringBuilder();
    private boolean first = true;

    private ExplanationJson() {}

    public static String of(Explanation e) {
        ExplanationJson json = new ExplanationJson();
        json.out.append('{');
        json.text("address", e.question().address());
        json.text("sender", e.question().sender());
        json.text("client_address", e.question().clientAddress());
        json.text("client_name", e.question().clientName());
        json.text("helo", e.question().helo());
        json.text("sasl_user", e.question().saslUser());
        json.text("service", e.service());
        json.raw("deliverable", String.valueOf(e.deliverable()));
        json.text("refusal", e.refusal());
        json.list("steps", e.steps(), ExplanationJson::step);
        json.list("destinations", e.destinations(), ExplanationJson::destination);
        return json.out.append("}\n").toString();
    }

    private static void step(ExplanationJson json, Step step) {
        json.text("program", step.program());
        json.text("text", step.text());
        json.text("result", step.result());
        json.list("lookups", step.lookups(), ExplanationJson::lookup);
        json.list("decisions", step.decisions(), (j, decision) -> {
            j.text("restriction", decision.restriction());
            j.text("verdict", decision.verdict());
        });
        json.list("warnings", step.warnings(), (j, warning) -> j.text("text", warning));
    }

    private static void lookup(ExplanationJson json, Lookup lookup) {
        json.text("table", lookup.table());
        json.text("key", lookup.key());
        json.text("answer", lookup.answer());
        json.text("source", lookup.source());
        json.text("problem", lookup.problem());
    }

    private static void destination(ExplanationJson json, Destination d) {
        json.text("address", d.address());
        json.text("address_class", d.addressClass());
        json.text("transport", d.transport());
        json.text("nexthop", d.nexthop());
        json.text("status", d.status());
        json.text("dsn", d.dsn());
        json.text("reason", d.reason());
        json.text("place", d.place());
    }

    private void key(String key) {
        out.append(first ? "" : ", ").append('"').append(key).append("\": ");
        first = false;
    }

    private void raw(String key, String value) {
        key(key);
        out.append(value);
    }

    private <T> void list(String key, List<T> items, BiConsumer<ExplanationJson, T> writer) {
        key(key);
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            out.append(i == 0 ? "{" : ", {");
            first = true;
            writer.accept(this, items.get(i));
            out.append('}');
        }
        out.append(']');
        first = false;
    }

    private void text(String key, String value) {
        key(key);
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 127) {
                out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
