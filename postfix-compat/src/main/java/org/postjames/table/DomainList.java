package org.postjames.table;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/**
 * A list of domains: relay_domains, fast_flush_domains. With the parameter's name in {@code parent_domain_matches_subdomains} a domain also stands for its
 * subdomains; without, {@code .domain} does. // domain_list.c, match_parent_style.c
 */
public final class DomainList {
    static final Parameter<List<String>> PARENT_DOMAIN_MATCHES_SUBDOMAINS =
            Parameter.list("parent_domain_matches_subdomains");

    private final String parameter;
    private final Consumer<String> warnings;
    private final List<MatchList.Item> items;
    private final boolean parentMatches;

    /** @param parameter the parameter's name, for messages and for {@code parent_domain_matches_subdomains} */
    public DomainList(String parameter, String value, PostfixConfig config, Tables tables) {
        this.parameter = parameter;
        this.warnings = tables.warnings();
        this.items = MatchList.parse(parameter, value, tables);
        this.parentMatches = parentMatches(parameter, config);
    }

    /** Whether {@code parent_domain_matches_subdomains} names the parameter. */
    public static boolean parentMatches(String parameter, PostfixConfig config) {
        return Set.copyOf(config.get(PARENT_DOMAIN_MATCHES_SUBDOMAINS)).contains(parameter);
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    public boolean matches(String domain) throws TableUnavailableException {
        String folded = Folding.lowerCase(domain);
        for (MatchList.Item item : items) {
            boolean hit =
                    switch (item) {
                        case MatchList.Text text -> matches(folded, text.text());
                        case MatchList.Table table -> matches(folded, table.table());
                    };
            if (hit) {
                return item.positive();
            }
        }
        return false;
    }

    private boolean matches(String domain, String pattern) {
        if (domain.equals(pattern)) {
            return true;
        }
        int before = domain.length() - pattern.length();
        if (before <= 0 || !domain.endsWith(pattern)) {
            return false;
        }
        return parentMatches ? domain.charAt(before - 1) == '.' : pattern.startsWith(".");
    }

    private boolean matches(String domain, LookupTable table) throws TableUnavailableException {
        String key = domain;
        while (!key.isEmpty()) {
            if (MatchList.has(parameter, table, key, warnings)) {
                return true;
            }
            int dot = key.indexOf('.', 1);
            if (dot < 0 || table.matchesPatterns()) {
                return false;
            }
            key = key.substring(parentMatches ? dot + 1 : dot);
        }
        return false;
    }
}
