package org.postjames.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPatternTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, 127.0.0.2, true",
        "127.0.0.2, 127.0.0.3, false",
        "127.0.[0..1].[3..5;9], 127.0.1.4, true",
        "127.0.[0..1].[3..5;9], 127.0.1.9, true",
        "127.0.[0..1].[3..5;9], 127.0.1.8, false",
        "[127.0.0.[2]], 127.0.0.2, true"
    })
    void patternShouldMatchField(String pattern, String address, boolean matches) {
        assertThat(AddressPattern.parse(pattern).matches(address)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0",
                "127.0.0.256",
                "127.0.0.[5..3]",
                "127.0.0.[1,2]",
                "127.0.0.1.2",
                "127.0.[0.1]",
                "a.b.c.d"
            })
    void malformedPatternShouldBeRefused(String pattern) {
        assertThatThrownBy(() -> AddressPattern.parse(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void problemShouldShowWhereItIs() {
        assertThatThrownBy(() -> AddressPattern.parse("127.0.0.[5..3]")).hasMessageStartingWith("numeric range error");
    }
}
