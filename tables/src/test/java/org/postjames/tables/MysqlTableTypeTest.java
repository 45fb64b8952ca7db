package org.postjames.tables;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.table.TableUnavailableException;

class MysqlTableTypeTest {
    @ParameterizedTest
    @ValueSource(strings = {"tls_key_file", "tls_cert_file", "tls_CApath"})
    void settingsThatWeCannotHonourShouldBeRefusedByName(String setting) {
        Map<String, String> settings =
                Map.of("hosts", "inet:127.0.0.1:1", "dbname", "d", "query", "SELECT 1", setting, "/nowhere");

        assertThatThrownBy(() -> new SqlTables("mysql", settings, InstantSource.system()).close())
                .isInstanceOf(TableUnavailableException.class)
                .hasMessage(setting + " of a mysql table is not supported yet");
    }
}
