package org.postjames.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

class LdapTableTypeTest {
    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    private void open(String settings) throws Exception {
        Path file = Files.writeString(directory.resolve("t.cf"), settings);
        try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true)) {
            tables.openNow(new TableName("ldap", file.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bind = sasl,bind = sasl of an ldap table is not supported yet",
        "version = 2,'version = 2 of an ldap table is not supported, use 3'",
        "server_host = ldaps://localhost;tls_cipher_suite = HIGH,tls_cipher_suite of an ldap table is not supported",
        "start_tls = yes;tls_cert = /nowhere,TLS of the table: No such file or directory"
    })
    void settingsThatWeCannotHonourShouldBeRefusedByName(String settings, String reason) {
        assertThatThrownBy(() -> open(settings.replace(';', '\n')))
                .isInstanceOf(TableUnavailableException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void debuglevelShouldBeIgnoredWithAWarning() throws Exception {
        open("debuglevel = 1\n");

        assertThat(warnings).containsExactly("dict_ldap_open: " + directory.resolve("t.cf") + " ignoring debuglevel");
    }
}
