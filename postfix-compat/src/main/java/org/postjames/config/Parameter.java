package org.postjames.config;

import java.time.Duration;
import java.util.List;

/**
 * One main.cf parameter, by its name, with the type of its value. Its default, range and unit stand in {@code parameters.tsv}, so that they are
 * written once.
 *
 * @param <T> what {@link PostfixConfig#get} returns
 */
public record Parameter<T>(String name, Kind<T> kind) {
    /** How a value's text is read. */
    public interface Kind<T> {
        /** @throws IllegalArgumentException with Postfix's words if the expanded text is no such value */
        T parse(String name, String text);
    }

    public static Parameter<String> text(String name) {
        return new Parameter<>(name, (n, text) -> text);
    }

    public static Parameter<Boolean> bool(String name) {
        return new Parameter<>(name, ValueSyntax::bool);
    }

    public static Parameter<Integer> integer(String name) {
        return new Parameter<>(name, ValueSyntax::integer);
    }

    /** A size in bytes; 0 means no limit where the parameter allows it. */
    public static Parameter<Long> size(String name) {
        return new Parameter<>(name, ValueSyntax::size);
    }

    public static Parameter<Duration> time(String name) {
        return new Parameter<>(name, ValueSyntax::time);
    }

    /** Words separated by commas and white space; text in braces stays together. */
    public static Parameter<List<String>> list(String name) {
        return new Parameter<>(name, (n, text) -> ValueSyntax.list(text));
    }

    // written out: Java spins the generated ones at run time, which costs a command several milliseconds
    @Override
    public boolean equals(Object other) {
        return other instanceof Parameter<?> parameter && name.equals(parameter.name) && kind.equals(parameter.kind);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
