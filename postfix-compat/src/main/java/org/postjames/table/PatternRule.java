package org.postjames.table;

import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A compiled line of a pattern table. */
sealed interface PatternRule {
    int line();

    /** One {@code /pattern/}, possibly negated. */
    record Condition(Pattern pattern, boolean positive) {
        /** The matcher after a search: whether it found something is told by {@link #holds}. */
        @Nullable
        Matcher search(String key, int line, IntConsumer tooManySteps) {
            Matcher matcher = pattern.matcher(new BoundedText(key));
            try {
                return matcher.find() == positive ? matcher : null;
            } catch (BoundedText.TooManyStepsException | StackOverflowError e) {
                tooManySteps.accept(line);
                return null;
            }
        }
    }

    /** {@code /pattern/[!/pattern/] result}. */
    record Match(int line, Condition first, @Nullable Condition second, Replacement replacement)
            implements PatternRule {
        Optional<String> answer(String key, IntConsumer tooManySteps) {
            Matcher found = first.search(key, line, tooManySteps);
            if (found == null) {
                return Optional.empty();
            }
            Condition other = second;
            if (other != null && other.search(key, line, tooManySteps) == null) {
                return Optional.empty();
            }
            return Optional.of(replacement.expand(found));
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

        boolean holds(String key, IntConsumer tooManySteps) {
            return condition.search(key, line, tooManySteps) != null;
        }
    }

    /** {@code endif}. */
    record EndIf(int line) implements PatternRule {}
}
