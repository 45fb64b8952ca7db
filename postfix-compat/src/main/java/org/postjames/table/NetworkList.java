package org.postjames.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list of hosts and networks: mynetworks, smtpd_authorized_xclient_hosts. A client is its name and its address; an item is asked about the name first. //
 * namadr_list.c, addr_match_list.c
 */
public final class NetworkList {
    private record Compiled(MatchList.Item item, @Nullable NetworkPattern network, String bareAddress) {}

    private final String parameter;
    private final List<Compiled> items = new ArrayList<>();
    private final boolean parentMatches;
    private final Tables tables;

    /** @param parameter the parameter's name, for messages and for {@code parent_domain_matches_subdomains} */
    public NetworkList(String parameter, String value, org.postjames.config.PostfixConfig config, Tables tables) {
        this.parameter = parameter;
        this.tables = tables;
        this.parentMatches = DomainList.parentMatches(parameter, config);
        for (MatchList.Item item : MatchList.parse(parameter, value, tables)) {
            items.add(compile(item));
        }
    }

    private Compiled compile(MatchList.Item item) {
        if (!(item instanceof MatchList.Text(String text, boolean positive))) {
            return new Compiled(item, null, "");
        }
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        boolean looksLikeNetwork = (text.indexOf('/') >= 0 || text.indexOf(':') >= 0)
                && text.chars().allMatch(c -> "0123456789abcdef.:[]/".indexOf(c) >= 0);
        if (!looksLikeNetwork) {
            return new Compiled(item, null, bare);
        }
        try {
            return new Compiled(item, NetworkPattern.parse(text), bare);
        } catch (NetworkPattern.BadPatternException e) {
            String reason = parameter + ": " + e.getMessage();
            LookupTable flaw = new FlawedPattern(new TableName("cidr", text), reason, tables);
            return new Compiled(new MatchList.Table(flaw, positive), null, "");
        }
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** Whether an address is in the list; items that are host names do not count. */
    public boolean matchesAddress(String address) throws TableUnavailableException {
        return matches("", address);
    }

    /**
     * @param name the client's verified name, or {@code unknown}; empty to ask for the address alone
     * @param address the numeric address without brackets
     */
    public boolean matches(String name, String address) throws TableUnavailableException {
        String foldedName = Folding.lowerCase(name);
        String foldedAddress = Folding.lowerCase(address);
        Optional<HostAddress> parsed = HostAddress.parse(foldedAddress);
        for (Compiled compiled : items) {
            boolean hit =
                    switch (compiled.item()) {
                        case MatchList.Text text ->
                            text.text().equals(foldedName) && !foldedName.isEmpty()
                                    || parentMatch(foldedName, text.text())
                                    || compiled.bareAddress().equals(foldedAddress)
                                    || inNetwork(compiled, parsed);
                        case MatchList.Table table ->
                            !foldedName.isEmpty() && nameInTable(foldedName, table.table())
                                    || parsed.isPresent() && has(table.table(), foldedAddress);
                    };
            if (hit) {
                return compiled.item().positive();
            }
        }
        return false;
    }

    /** // match_ops.c */
    private boolean has(LookupTable table, String key) throws TableUnavailableException {
        try {
            return table.lookup(key).isPresent();
        } catch (TableUnavailableException e) {
            if (table instanceof FlawedPattern || e.isFatal()) {
                throw e;
            }
            throw new TableUnavailableException(parameter + ": " + table.name() + ": table lookup problem", e);
        }
    }

    private static boolean inNetwork(Compiled compiled, Optional<HostAddress> address) {
        NetworkPattern network = compiled.network();
        return network != null && address.isPresent() && network.contains(address.get());
    }

    private boolean parentMatch(String name, String pattern) {
        int before = name.length() - pattern.length();
        if (before <= 0 || !name.endsWith(pattern)) {
            return false;
        }
        return parentMatches ? name.charAt(before - 1) == '.' : pattern.startsWith(".");
    }

    private boolean nameInTable(String name, LookupTable table) throws TableUnavailableException {
        String key = name;
        while (!key.isEmpty()) {
            if (has(table, key)) {
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

    /** A network that cannot be read must not let strangers in or lock friends out: mail waits until it is corrected. */
    private record FlawedPattern(TableName name, String reason, Tables tables) implements LookupTable {
        @Override
        public Optional<String> lookup(String key) throws TableUnavailableException {
            tables.warnings().accept(reason);
            throw new TableUnavailableException(reason);
        }
    }
}
