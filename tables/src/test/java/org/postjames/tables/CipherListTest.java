package org.postjames.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class CipherListTest {
    @Test
    void namesOfOpenSslShouldBeThoseOfJava() throws Exception {
        assertThat(CipherList.parse("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA384:DHE-RSA-CHACHA20-POLY1305"))
                .startsWith(
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                        "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256")
                .contains("TLS_AES_128_GCM_SHA256");
        assertThat(CipherList.parse("TLS_AES_256_GCM_SHA384").stream().filter(name -> !name.contains("_WITH_")))
                .containsExactly("TLS_AES_256_GCM_SHA384");
    }

    @Test
    void highShouldBeWhatJavaEnables() throws Exception {
        assertThat(CipherList.parse("HIGH:!aNULL"))
                .containsExactly(
                        SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
    }

    @Test
    void aWordThatMeansNothingHereShouldBeToldByName() {
        assertThatThrownBy(() -> CipherList.parse("HIGH:kECDHE"))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("no cipher match: kECDHE");
    }
}
