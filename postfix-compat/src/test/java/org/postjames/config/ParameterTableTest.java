package org.postjames.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParameterTableTest {
    @Test
    void builtInShouldFindEveryParameter() {
        assertThat(ParameterTable.all()).hasSizeGreaterThan(800);
        ParameterTable.all()
                .forEach((name, entry) ->
                        assertThat(ParameterTable.builtIn(name)).as(name).contains(entry));
    }

    @Test
    void builtInShouldNotFindWhatOnlyLooksLikeAParameter() {
        for (String name : ParameterTable.all().keySet()) {
            for (String other : List.of(name + "x", name + "\t", name.substring(0, name.length() - 1), "A" + name)) {
                assertThat(ParameterTable.builtIn(other).isPresent())
                        .as(other)
                        .isEqualTo(ParameterTable.all().containsKey(other));
            }
        }
        for (String name : List.of("", "zzz", "#", "# Postfix 3.7.11: name, class", "\u00e4", "*_time_limit")) {
            assertThat(ParameterTable.builtIn(name)).as(name).isEmpty();
        }
    }

    @Test
    void findShouldFindTransportsParameters() {
        assertThat(ParameterTable.find("relay_destination_concurrency_limit").map(ParameterTable.Entry::name))
                .isEqualTo(Optional.of("*_destination_concurrency_limit"));
        assertThat(ParameterTable.serviceEntries())
                .extracting(ParameterTable.Entry::name)
                .contains("*_time_limit");
    }

    /** KnownNames does not read the defaults for names of the administrator's own. */
    @Test
    void defaultsShouldMentionNothingButParameters() {
        List<String> others = new ArrayList<>();
        Stream.concat(ParameterTable.all().values().stream(), ParameterTable.serviceEntries().stream())
                .filter(entry -> !entry.valueClass().equals("raw"))
                .forEach(entry -> Expansion.scan(entry.defaultExpression(), name -> {
                    if (ParameterTable.builtIn(name).isEmpty()) {
                        others.add(entry.name() + ": " + name);
                    }
                    return Optional.empty();
                }));
        assertThat(others).isEmpty();
    }
}
