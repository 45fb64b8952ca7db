package org.postjames.config;

import java.util.List;

/** A text whose {@code $name} expressions are malformed. Its message is the first of Postfix's warnings. // mac_expand(3): MAC_PARSE_ERROR */
public final class ExpansionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ExpansionException(List<String> problems) {
        super(problems.isEmpty() ? "malformed text" : problems.getFirst());
        this.problems = List.copyOf(problems);
    }

    /** All that Postfix warns of: what follows the first fault is looked at, too. */
    public List<String> problems() {
        return problems;
    }
}
