package org.postjames.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedEntriesTest {
    private final PackedEntries packed = new PackedEntries();

    @Test
    void entriesShouldBeThoseOfAMapThatKeepsTheFirst() {
        Random random = new Random(7);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = bytes(random, 1 + random.nextInt(3));
            String value = bytes(random, random.nextInt(random.nextInt(100) == 0 ? 70_000 : 40));
            assertThat(packed.putIfAbsent(key, value)).isEqualTo(map.putIfAbsent(key, value) == null);
        }
        assertThat(packed.list()).isEqualTo(new ArrayList<>(map.entrySet()));
        map.forEach((key, value) -> assertThat(packed.get(key)).contains(value));
    }

    @Test
    void keysThatAreNotThereShouldNotBeFound() {
        packed.putIfAbsent("?", "value");
        assertThat(packed.get("")).isEmpty();
        assertThat(packed.get("??")).isEmpty();
        assertThat(packed.get("\u20ac")).isEmpty();
        assertThat(new PackedEntries().get("?")).isEmpty();
    }

    private static String bytes(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }
}
