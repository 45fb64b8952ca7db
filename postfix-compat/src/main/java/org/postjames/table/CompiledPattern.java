package org.postjames.table;

import java.util.Optional;

/** An expression of a pattern table, ready for searches by many threads. */
interface CompiledPattern {
    /** An expression that the engine does not accept, or a search that it gave up, in its own words. */
    final class PatternFailure extends Exception {
        private static final long serialVersionUID = 1L;

        PatternFailure(String message) {
            super(message);
        }
    }

    /** Makes an expression searchable. */
    interface Compiler {
        /**
         * @param options the letters of the options that are on
         * @param highestGroup the last group whose text is asked for; 0 if a search only tells whether there is a match
         */
        CompiledPattern compile(String expression, String options, int highestGroup) throws PatternFailure;
    }

    /** How many groups the expression has. */
    int groups();

    /** Where each group that is asked for begins and ends, -1 where it took no part; nothing if the key does not match. */
    Optional<int[]> search(PatternKey key) throws PatternFailure;
}
