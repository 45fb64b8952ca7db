package org.postjames.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.postjames.table.CompiledPattern.PatternFailure;

/** What {@code pcre:} does where the PCRE2 library is missing. */
class JavaPatternTest {
    @Test
    void whatBothEnginesKnowShouldMatchInBoth() throws Exception {
        String[][] patterns = {
            {"^(a+)([[:digit:]]*)$", "is", "AA12", "aa", "b"},
            {"^(?<n>[a-z])\\k<n>$", "is", "bb", "ba"},
            {"x(?!y)(.)", "is", "xz", "xy"},
            {"^a.c$", "i", "a\nc", "abc"},
            {"^b$", "im", "a\nB", "ab"},
            {"b", "A", "b", "ab"},
            {"a$", "E", "a", "a\n"},
            {"a b # c", "x", "ab", "a b"},
        };
        for (String[] pattern : patterns) {
            CompiledPattern java = JavaPattern.compile(pattern[0], pattern[1], 2);
            CompiledPattern perl = PerlPattern.compile(pattern[0], pattern[1], 2);
            assertThat(java.groups()).as(pattern[0]).isEqualTo(perl.groups());
            for (int i = 2; i < pattern.length; i++) {
                try (PatternKey key = new PatternKey(pattern[i])) {
                    assertThat(java.search(key).orElse(new int[0]))
                            .as(pattern[0] + " " + pattern[i])
                            .isEqualTo(perl.search(key).orElse(new int[0]));
                }
            }
        }
    }

    @Test
    void aSearchShouldNotTakeForever() throws Exception {
        try (PatternKey key = new PatternKey("a".repeat(60) + "xb")) {
            for (CompiledPattern pattern : new CompiledPattern[] {
                JavaPattern.compile("^((a|aa)+)+(x)\\3b", "is", 0), PerlPattern.compile("^((a|aa)+)+(x)\\3b", "is", 0)
            }) {
                assertThatThrownBy(() -> pattern.search(key))
                        .isInstanceOf(PatternFailure.class)
                        .hasMessage("match limit exceeded");
            }
        }
    }

    @Test
    void whatItLacksShouldBeRefused() {
        assertThatThrownBy(() -> JavaPattern.compile("a", "isU", 0)).isInstanceOf(PatternFailure.class);
        assertThatThrownBy(() -> JavaPattern.compile("(?R)", "is", 0)).isInstanceOf(PatternFailure.class);
        assertThatThrownBy(() -> JavaPattern.compile("a\\Kb", "is", 0)).isInstanceOf(PatternFailure.class);
    }
}
