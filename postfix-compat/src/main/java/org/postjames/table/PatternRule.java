package org.postjames.table;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postjames.table.CompiledPattern.PatternFailure;

/** A compiled line of a pattern table. */
sealed interface PatternRule {
    int line();

    /** One {@code /pattern/}, possibly negated. */
    record Condition(CompiledPattern pattern, boolean positive) {
        private static final int[] NOWHERE = {};

        /** Where the groups are, if the condition holds. */
        Optional<int[]> search(PatternKey key, int line, BiConsumer<Integer, String> failures) {
            try {
                Optional<int[]> found = pattern.search(key);
                return positive ? found : found.isPresent() ? Optional.empty() : Optional.of(NOWHERE);
            } catch (PatternFailure e) {
                failures.accept(line, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }
    }

    /** {@code /pattern/[!/pattern/] result}. */
    record Match(int line, Condition first, @Nullable Condition second, Replacement replacement)
            implements PatternRule {
        Optional<String> answer(PatternKey key, BiConsumer<Integer, String> failures) {
            Optional<int[]> found = first.search(key, line, failures);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Condition other = second;
            if (other != null && other.search(key, line, failures).isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(replacement.expand(key.text(), found.get()));
        }
    }

    /** {@code if /pattern/}. */
    final class If implements PatternRule {
        private final int line;
        private final Condition condition;
        private int end = Integer.MAX_VALUE;

        If(int line, Condition condition) {
            this.line = line;
            this.condition = condition;
        }

        @Override
        public int line() {
            return line;
        }

        void end(int index) {
            this.end = index;
        }

        int end() {
            return end;
        }

        boolean holds(PatternKey key, BiConsumer<Integer, String> failures) {
            return condition.search(key, line, failures).isPresent();
        }
    }

    /** {@code endif}. */
    record EndIf(int line) implements PatternRule {}
}
