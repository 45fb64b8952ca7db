package org.postjames.smtp.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A list of command names, as {@code smtpd_forbidden_commands} has it: words without regard to case, and inline {@code regexp:{{/pattern/ text}}}. */
final class CommandWords {
    private final Set<String> words = new HashSet<>();
    private final List<Pattern> patterns = new ArrayList<>();

    CommandWords(List<String> list) {
        for (String word : list) {
            int open = word.indexOf(":{");
            if (open < 0) {
                words.add(word.toUpperCase(Locale.ROOT));
            } else {
                addPatterns(word.substring(open + 2));
            }
        }
    }

    /** {@code {/pattern/flags text} …}. Flags toggle from regexp(5)'s default, which ignores case. */
    private void addPatterns(String rules) {
        int i = rules.indexOf('/');
        while (i >= 0) {
            int end = rules.indexOf('/', i + 1);
            if (end < 0) {
                return;
            }
            boolean caseMatters = end + 1 < rules.length() && rules.charAt(end + 1) == 'i';
            patterns.add(Pattern.compile(rules.substring(i + 1, end), caseMatters ? 0 : Pattern.CASE_INSENSITIVE));
            int next = rules.indexOf('{', end);
            i = next < 0 ? -1 : rules.indexOf('/', next);
        }
    }

    /** Asked only for words that are no SMTP command, so the patterns are off the usual path. */
    boolean matches(String command) {
        return words.contains(command.toUpperCase(Locale.ROOT))
                || patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(command).find());
    }

    boolean isEmpty() {
        return words.isEmpty() && patterns.isEmpty();
    }
}
