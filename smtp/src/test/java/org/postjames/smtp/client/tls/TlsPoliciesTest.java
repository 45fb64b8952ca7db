package org.postjames.smtp.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.config.PostfixConfig;
import org.postjames.smtp.client.ClientConfig;
import org.postjames.smtp.client.ClientConfig.Protocol;
import org.postjames.table.Tables;

/** Which policy a server gets. What cannot be understood is never a weaker policy. */
class TlsPoliciesTest {
    private final List<String> warnings = new ArrayList<>();

    private TlsPolicies policies(Protocol protocol, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("compatibility_level", "3.6");
        PostfixConfig config = PostfixConfig.of(all);
        return new TlsPolicies(
                new ClientConfig(config, protocol), Tables.of(config, (program, severity, text) -> {}), warnings::add);
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, encrypt",
        "www.example.com, verify",
        "a.www.example.com, verify",
        "other.org, none",
        "example.com:587, secure",
        "[example.com]:587, may",
        "[www.example.com], none",
        "WWW.Example.COM, verify"
    })
    void findShouldLookUpTheDestinationAndItsParents(String destination, String level) throws Exception {
        TlsPolicies policies = policies(
                Protocol.SMTP,
                Map.of(
                        "smtp_tls_policy_maps",
                        "inline:{ {example.com = encrypt}, {.example.com = verify}, {example.com:587 = secure},"
                                + " {[example.com]:587 = may} }"));
        assertThat(policies.find(destination, "mx.test").level()).hasToString(level);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strong",
                "halfdane",
                "dane",
                "dane-only",
                "may colour=red",
                "may ciphers",
                "may =x",
                "may ciphers=",
                "may ciphers=high ciphers=high",
                "may protocols=TLSv1 protocols=TLSv1",
                "encrypt match=a",
                "may tafile=/dev/null",
                "secure tafile=/nonexistent",
                "secure tafile=/dev/null",
                "secure match=",
                "may servername=-",
                "may connection_reuse=perhaps",
                "fingerprint",
                "fingerprint match=xyz"
            })
    void findShouldRefuseWhatItDoesNotUnderstand(String policy) throws Exception {
        TlsPolicies policies =
                policies(Protocol.SMTP, Map.of("smtp_tls_policy_maps", "inline:{ {example.com = " + policy + "} }"));
        assertThatThrownBy(() -> policies.find("example.com", "mx.test"))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessage("client TLS configuration problem");
        assertThat(warnings).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dane", "dane-only", "strong", "halfdane"})
    void findShouldRefuseAGlobalLevelThatIsNotThere(String level) throws Exception {
        TlsPolicies policies = policies(Protocol.SMTP, Map.of("smtp_tls_security_level", level));
        assertThatThrownBy(() -> policies.find("example.com", "mx.test")).isInstanceOf(InvalidPolicyException.class);
    }

    @Test
    void findShouldTellTablesThatDoNotAnswer() throws Exception {
        TlsPolicies policies = policies(Protocol.SMTP, Map.of("smtp_tls_policy_maps", "texthash:/nonexistent/table"));
        assertThatThrownBy(() -> policies.find("example.com", "mx.test")).isInstanceOf(InvalidPolicyException.class);
        TlsPolicies sites = policies(Protocol.SMTP, Map.of("smtp_tls_per_site", "texthash:/nonexistent/table"));
        assertThatThrownBy(() -> sites.find("example.com", "mx.test")).hasMessage("Temporary lookup error");
    }

    /** Columns: main.cf's level, the next hop's word, the server's word, the level that comes of it. */
    @ParameterizedTest
    @CsvSource({
        "may, NONE, MAY, none",
        "may, MAY, NONE, none",
        "verify, MAY, -, verify",
        "verify, NONE, -, none",
        "verify, MUST_NOPEERMATCH, NONE, encrypt",
        "may, MUST, NONE, verify",
        "none, MAY, -, may",
        "encrypt, -, -, encrypt"
    })
    void perSiteWordsShouldBeCombined(String global, String nexthop, String host, String level) throws Exception {
        String table = (nexthop.equals("-") ? "" : "{example.com = " + nexthop + "}, ")
                + (host.equals("-") ? "" : "{mx.test = " + host + "}, ") + "{x = NONE}";
        TlsPolicies policies = policies(
                Protocol.SMTP,
                Map.of("smtp_tls_security_level", global, "smtp_tls_per_site", "inline:{ " + table + " }"));
        assertThat(policies.find("example.com", "mx.test").level()).hasToString(level);
    }

    @Test
    void policyShouldTakeMainCfWhereTheTableIsSilent() throws Exception {
        Map<String, String> settings = Map.of(
                "lmtp_tls_security_level", "may",
                "lmtp_tls_policy_maps", "inline:{ {a.test = secure ciphers=high}, {b.test = encrypt exclude=RC4:MD5} }",
                "lmtp_tls_ciphers", "low",
                "lmtp_tls_mandatory_ciphers", "medium",
                "lmtp_tls_exclude_ciphers", "AES",
                "lmtp_tls_mandatory_exclude_ciphers", "DES",
                "lmtp_tls_secure_cert_match", "hostname:c.test, dot-nexthop");
        TlsPolicies policies = policies(Protocol.LMTP, settings);
        TlsPolicy secure = policies.find("a.test", "mx.test");
        assertThat(secure.grade()).isEqualTo("high");
        assertThat(secure.exclusions()).containsExactly("AES", "DES");
        assertThat(secure.match()).containsExactly("hostname", "c.test", "dot-nexthop");
        assertThat(policies.find("b.test", "mx.test").exclusions()).containsExactly("RC4", "MD5");
        assertThat(policies.find("c.test", "mx.test").grade()).isEqualTo("low");
        assertThat(policies.find("c.test", "mx.test").exclusions()).containsExactly("AES");
        assertThat(policies(Protocol.SMTP, settings).find("a.test", "mx.test")).isEqualTo(TlsPolicy.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, a.example.com, true",
        "A.example.com, a.example.com, true",
        "*.example.com, a.example.com, true",
        "*.example.com, a.b.example.com, false",
        "*.example.com, example.com, false",
        "*.com, example.com, false",
        "a*.example.com, ab.example.com, false",
        "*, localhost, false",
        "example.com, .example.com, false",
        "a.b.example.com, .example.com, true",
        "*.example.com, .example.com, true",
        "badexample.com, .example.com, false"
    })
    void namesShouldMatchAsOpenSslSays(String certified, String wanted, boolean matches) {
        assertThat(PeerNames.matches(certified, wanted)).isEqualTo(matches);
    }
}
