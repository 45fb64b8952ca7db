package org.postjames.table;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A pattern of {@code pcre:} where the PCRE2 library is missing. */
record JavaPattern(Pattern pattern, int groups) implements CompiledPattern {
    static CompiledPattern compile(String expression, String options, int highestGroup) throws PatternFailure {
        if (options.indexOf('U') >= 0) {
            throw new PatternFailure("option U needs the PCRE2 library");
        }
        int flags = Pattern.UNIX_LINES
                | (options.indexOf('i') < 0 ? 0 : Pattern.CASE_INSENSITIVE)
                | (options.indexOf('m') < 0 ? 0 : Pattern.MULTILINE)
                | (options.indexOf('s') < 0 ? 0 : Pattern.DOTALL)
                | (options.indexOf('x') < 0 ? 0 : Pattern.COMMENTS);
        try {
            String java = PatternTranslation.toJava(expression, options.indexOf('E') >= 0 && options.indexOf('m') < 0);
            Pattern pattern = Pattern.compile(options.indexOf('A') < 0 ? java : "\\G(?:" + java + ")", flags);
            return new JavaPattern(pattern, pattern.matcher("").groupCount());
        } catch (PatternSyntaxException e) {
            throw new PatternFailure(
                    "error in regex at offset " + Math.max(0, e.getIndex()) + ": " + e.getDescription());
        }
    }

    @Override
    public Optional<int[]> search(PatternKey key) throws PatternFailure {
        Matcher matcher = pattern.matcher(new BoundedText(key.text()));
        try {
            if (!matcher.find()) {
                return Optional.empty();
            }
        } catch (BoundedText.TooManyStepsException | StackOverflowError e) {
            throw new PatternFailure("match limit exceeded");
        }
        int[] found = new int[2 * (groups + 1)];
        for (int i = 0; i <= groups; i++) {
            found[2 * i] = matcher.start(i);
            found[2 * i + 1] = matcher.end(i);
        }
        return Optional.of(found);
    }
}
