package org.postjames.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code unionmap:{…}}: all answers, with commas; {@code pipemap:{…}}: each table's answer is the next one's key. */
record CombinedTable(TableName name, List<LookupTable> members, boolean pipe) implements LookupTable {
    static LookupTable union(TableName name, TableContext context) throws TableUnavailableException {
        return new CombinedTable(name, members(name, context), false);
    }

    static LookupTable pipe(TableName name, TableContext context) throws TableUnavailableException {
        return new CombinedTable(name, members(name, context), true);
    }

    private static List<LookupTable> members(TableName name, TableContext context) throws TableUnavailableException {
        String need = "bad syntax: \"" + name + "\"; need \"" + name.type() + ":{type:name...}\"";
        List<String> words = Braces.words(name.name()).orElseThrow(() -> new TableUnavailableException(need));
        List<LookupTable> members = new ArrayList<>();
        for (String word : words) {
            if (word.indexOf(':') < 0) {
                throw new TableUnavailableException(need);
            }
            LookupTable member = context.tables().open(TableName.of(word, ""));
            LookupTable inner = member instanceof WatchedTable watched ? watched.current() : member;
            if (context.flags().atOnce() && inner instanceof UnavailableTable unavailable) {
                throw new TableUnavailableException(unavailable.reason());
            }
            members.add(member);
        }
        return List.copyOf(members);
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        try {
            return pipe ? pipeLookup(key) : unionLookup(key);
        } catch (TableUnavailableException e) {
            for (LookupTable member : members) {
                if (e.getMessage().startsWith(member.name() + " lookup error for ")) {
                    throw new TableUnavailableException(name + " lookup error for \"" + key + "\"", e);
                }
            }
            throw e;
        }
    }

    private Optional<String> pipeLookup(String key) throws TableUnavailableException {
        Optional<String> value = Optional.of(key);
        for (LookupTable member : members) {
            value = member.lookup(value.get());
            if (value.isEmpty()) {
                return value;
            }
        }
        return value;
    }

    private Optional<String> unionLookup(String key) throws TableUnavailableException {
        StringBuilder all = new StringBuilder();
        for (LookupTable member : members) {
            Optional<String> found = member.lookup(key);
            if (found.isPresent()) {
                all.append(all.isEmpty() ? "" : ",").append(found.get());
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all.toString());
    }

    /** The first member decides. // dict_union.c, dict_pipe.c */
    @Override
    public boolean matchesPatterns() {
        return members.get(0).matchesPatterns();
    }
}
