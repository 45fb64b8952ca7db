package org.postjames.table;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query and result templates of one table, and its {@code domain} filter: {@code %s} is the key or result, {@code %u} and {@code %d} its parts,
 * {@code %S %U %D} the key's also in results, {@code %1} to {@code %9} the key's domain labels from the right, {@code %%} a percent sign. A key that lacks
 * a part which a template names is not asked for. // db_common.c
 */
public final class QueryTemplates {
    private final TableName name;
    private final TableContext context;
    private boolean keyUser;
    private boolean keyDomain;
    private boolean resultUser;
    private boolean resultDomain;
    private int labels;
    private @Nullable StringList domains;

    public QueryTemplates(TableName name, TableContext context) {
        this.name = name;
        this.context = context;
    }

    /** Parts before and behind the last {@code @}; without one, all is user. */
    private record Parts(
            String whole, String user, @Nullable String domain) {
        static Parts of(String text) {
            int at = text.lastIndexOf('@');
            return at < 0
                    ? new Parts(text, text, null)
                    : new Parts(text, text.substring(0, at), text.substring(at + 1));
        }

        boolean lacks(boolean needsUser, boolean needsDomain) {
            return needsDomain && (domain == null || domain.isEmpty()) || needsUser && domain != null && user.isEmpty();
        }
    }

    /**
     * Notes what a query template needs.
     *
     * @return whether it depends on the key
     * @throws TableUnavailableException if there is no such template
     */
    public boolean addQuery(String template) throws TableUnavailableException {
        return add(template, true);
    }

    /** Notes what a result template needs. */
    public void addResult(String template) throws TableUnavailableException {
        add(template, false);
    }

    private boolean add(String template, boolean query) throws TableUnavailableException {
        boolean dynamic = false;
        for (int i = template.indexOf('%'); i >= 0; i = template.indexOf('%', i + 2)) {
            char letter = i + 1 < template.length() ? template.charAt(i + 1) : '\0';
            switch (letter) {
                case '%', 's', 'S' -> {}
                case 'u' -> {
                    keyUser |= query;
                    resultUser |= !query;
                }
                case 'd' -> {
                    keyDomain |= query;
                    resultDomain |= !query;
                }
                case 'U' -> keyUser = true;
                case 'D' -> keyDomain = true;
                case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                    keyDomain = true;
                    labels = Math.max(labels, letter - '0');
                }
                default ->
                    throw context.fatal(
                            "db_common_parse: " + name.name() + ": Invalid " + (query ? "query" : "result")
                                    + " template: " + template,
                            null);
            }
            dynamic |= letter != '%';
        }
        return dynamic;
    }

    /** Reads {@code domain}: only addresses in these domains are looked up. */
    public void filter(TableParameters parameters) {
        String list = parameters.text("domain", "");
        if (!list.isEmpty()) {
            domains = context.tables().list(name.name(), list);
        }
    }

    /** Whether the {@code domain} filter lets the key through. */
    public boolean accepts(String key) throws TableUnavailableException {
        StringList list = domains;
        if (list == null) {
            return true;
        }
        Parts parts = Parts.of(key);
        return parts.domain() != null && !parts.user().isEmpty() && list.matches(parts.domain());
    }

    /** The query for a key, or nothing if the key lacks what the templates need. */
    public Optional<String> query(String template, String key, UnaryOperator<String> quote) {
        if (key.isEmpty()) {
            context.warnings().accept("table \"" + name + "\": empty query string -- ignored");
            return Optional.empty();
        }
        Parts parts = Parts.of(key);
        List<String> domainLabels = labels(parts);
        if (parts.lacks(keyUser, keyDomain) || domainLabels.size() < labels) {
            return Optional.empty();
        }
        return Optional.of(expand(template, parts, parts, domainLabels, quote));
    }

    /**
     * Adds one value that was found, behind a comma if it is not the first.
     *
     * @return whether it was added: an empty one, or one that lacks what the template needs, is not
     */
    public boolean append(String template, @Nullable String value, String key, StringBuilder result) {
        if (value == null) {
            return false;
        }
        if (value.isEmpty()) {
            context.warnings().accept("table \"" + name + "\": empty lookup result for: \"" + key + "\" -- ignored");
            return false;
        }
        Parts parts = Parts.of(value);
        Parts keyParts = Parts.of(key);
        List<String> domainLabels = labels(keyParts);
        if (parts.lacks(resultUser, resultDomain) || domainLabels.size() < labels) {
            return false;
        }
        if (keyParts.lacks(keyUser, keyDomain)) {
            context.warnings()
                    .accept("db_common_expand: " + name.name() + ": lookup key '" + value + "' skipped after query");
            return false;
        }
        if (!result.isEmpty()) {
            result.append(',');
        }
        result.append(expand(template, parts, keyParts, domainLabels, UnaryOperator.identity()));
        return true;
    }

    private List<String> labels(Parts key) {
        return labels == 0 || key.domain() == null
                ? List.of()
                : Stream.of(key.domain().split("\\."))
                        .filter(label -> !label.isEmpty())
                        .toList();
    }

    private static String expand(
            String template, Parts value, Parts key, List<String> labels, UnaryOperator<String> quote) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            char letter = template.charAt(++i);
            switch (letter) {
                case '%' -> out.append('%');
                case 's' -> out.append(quote.apply(value.whole()));
                case 'u' -> out.append(quote.apply(value.user()));
                case 'd' -> out.append(quote.apply(String.valueOf(value.domain())));
                case 'S' -> out.append(quote.apply(key.whole()));
                case 'U' -> out.append(quote.apply(key.user()));
                case 'D' -> out.append(quote.apply(String.valueOf(key.domain())));
                default -> out.append(quote.apply(labels.get(labels.size() - (letter - '0'))));
            }
        }
        return out.toString();
    }
}
