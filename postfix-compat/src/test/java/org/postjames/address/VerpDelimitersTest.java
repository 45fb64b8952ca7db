package org.postjames.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerpDelimitersTest {
    private static final String FILTER = "-=+";

    private static String sender(String delimiters, String sender, String recipient) {
        return VerpDelimiters.parse(delimiters, FILTER)
                .orElseThrow()
                .sender(Address.of(sender), Address.of(recipient))
                .toString();
    }

    @Test
    void senderShouldNameTheRecipient() {
        assertThat(sender("+=", "list@example.org", "user@site.example"))
                .isEqualTo("list+user=site.example@example.org");
    }

    @Test
    void senderShouldLeaveOutWhatIsNotThere() {
        assertThat(sender("+=", "list@example.org", "user")).isEqualTo("list+user@example.org");
        assertThat(sender("-=", "list", "user@site.example")).isEqualTo("list-user=site.example");
    }

    @Test
    void senderShouldBeDividedAtItsLastAt() {
        assertThat(sender("+=", "a@b@example.org", "c@d@site.example")).isEqualTo("a@b+c@d=site.example@example.org");
    }

    @Test
    void parseShouldTakeTwoCharactersOfTheFilterOnly() {
        assertThat(VerpDelimiters.parse("--", FILTER)).contains(new VerpDelimiters('-', '-'));
        for (String bad : new String[] {"", "+", "+=-", "#=", "+#"}) {
            assertThat(VerpDelimiters.parse(bad, FILTER)).as(bad).isEmpty();
        }
    }
}
