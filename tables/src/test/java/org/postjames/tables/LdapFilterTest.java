package org.postjames.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Filter;
import java.util.Random;
import javax.naming.ldap.LdapName;
import org.junit.jupiter.api.Test;

class LdapFilterTest {
    private static final String CHARACTERS = "ab*()\\&|!=<>~+,;#\"/@ \t\u00fc\u20ac27Ff";

    /** Whatever a key holds, it is the value of the one comparison in the filter, and of the one part of the name. */
    @Test
    void keysShouldStayValues() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder key = new StringBuilder();
            int length = 1 + random.nextInt(12);
            while (key.length() < length) {
                key.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            String value = key.toString();
            Filter filter = LdapFilter.parse("(&(mail=" + LdapFilter.quote(value) + ")(objectClass=*))");
            assertThat(filter.getComponents()).as("seed %d: %s", seed, value).hasSize(2);
            assertThat(filter.getComponents()[0].getFilterType()).isEqualTo(Filter.FILTER_TYPE_EQUALITY);
            assertThat(filter.getComponents()[0].getAssertionValue())
                    .as("seed %d", seed)
                    .isEqualTo(value);
            LdapName name = new LdapName("uid=" + LdapFilter.quoteInName(value) + ",dc=example");
            assertThat(name.getRdns()).as("seed %d: %s", seed, value).hasSize(2);
            // Java's reader drops a blank at the end, quoted or not
            assertThat(String.valueOf(name.getRdn(1).getValue()).strip())
                    .as("seed %d", seed)
                    .isEqualTo(value.strip());
        }
    }

    @Test
    void blanksInValuesShouldStay() throws Exception {
        assertThat(LdapFilter.parse("(& (cn=a b \\28c\\29)  (! (sn= x )) )").toString())
                .isEqualTo(Filter.create("(&(cn=a b \\28c\\29)(!(sn= x )))").toString());
    }
}
