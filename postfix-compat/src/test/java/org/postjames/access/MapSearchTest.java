package org.postjames.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapSearchTest {
    @Test
    void aNameAloneShouldLeaveTheOrderOpen() {
        assertThat(MapSearch.of("hash:/a")).isEqualTo(new MapSearch("hash:/a", Optional.empty()));
        assertThat(MapSearch.of("{ hash:/a }")).isEqualTo(new MapSearch("hash:/a", Optional.empty()));
    }

    @Test
    void theOrderShouldBeRead() {
        Optional<List<String>> both = Optional.of(List.of("pubkey_fingerprint", "cert_fingerprint"));
        assertThat(MapSearch.of("{ hash:/a, { search_order = pubkey_fingerprint, cert_fingerprint } }")
                        .order())
                .isEqualTo(both);
        assertThat(MapSearch.of("{hash:/a {Search_Order=PubKey_Fingerprint cert_fingerprint}}")
                        .order())
                .isEqualTo(both);
        assertThat(MapSearch.of("{hash:/a search_order=}").order()).isEqualTo(Optional.of(List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                             | empty map specification: '{}'",
                "{ hash }                       | expected maptype:mapname instead of 'hash'",
                "{ hash:/a, order=x }           | unknown map attribute in '{ hash:/a, order=x }': 'order'",
                "{ hash:/a, {search_order} }    | malformed map attribute in",
                "{ hash:/a, search_order=finger } | unknown search type 'finger' in",
                "{ hash:/a                      | malformed map specification:",
            })
    void whatIsMalformedShouldBeSaid(String argument, String words) {
        assertThatThrownBy(() -> MapSearch.of(argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
