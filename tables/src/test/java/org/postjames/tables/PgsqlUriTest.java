package org.postjames.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgsqlUriTest {
    @Test
    void allPartsShouldBeFound() throws Exception {
        assertThat(PgsqlUri.parse("postgresql://me:p%40ss@[::1]:5433/mail%20db?sslmode=require&options=-c%20x%3D1"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "user", "me",
                        "password", "p@ss",
                        "host", "::1",
                        "port", "5433",
                        "dbname", "mail db",
                        "sslmode", "require",
                        "options", "-c x=1"));
        assertThat(PgsqlUri.parse("postgresql://")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://me:secret@host/db,postgresql://me:***@host/db",
        "postgresql://me@host/db?password=secret&x=1,postgresql://me@host/db?password=***&x=1",
        "postgresql://me:a$1secret@host/db?y=2&password=secret,postgresql://me:***@host/db?y=2&password=***",
        "postgresql://me:sec/ret@host/db,postgresql://me:***@host/db",
        "postgresql://me:sec@ret@host/db,postgresql://me:***@host/db",
        "postgresql://host:5432/db,postgresql://host:5432/db"
    })
    void passwordsShouldNotBeTold(String uri, String told) {
        assertThat(PgsqlUri.withoutPassword(uri)).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql:host",
                "postgresql://h?x",
                "postgresql://h?x=1=2",
                "postgresql://h/%0",
                "postgresql://h/%00"
            })
    void whatIsNoUriShouldBeRefused(String uri) {
        assertThatThrownBy(() -> PgsqlUri.parse(uri))
                .isInstanceOf(SQLException.class)
                .hasMessageNotContaining("secret");
    }
}
