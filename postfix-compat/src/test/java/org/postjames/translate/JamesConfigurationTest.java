package org.postjames.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.PostfixConfig;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JamesConfigurationTest {
    @TempDir
    Path directory;

    private Map<String, String> files = Map.of();

    @BeforeEach
    void translate() throws Exception {
        Files.writeString(
                directory.resolve("main.cf"),
                "compatibility_level = 3.6\nmyhostname = mail.example.test\nmydestination = $myhostname, hash:/x--y, a&b\n"
                        + "postjames_passwd_file = /p\npostjames_imap_listen = 127.0.0.1:2143 [::1]:2143\npostjames_pop3_listen =\n"
                        + "postjames_pop3s_listen =\nsmtpd_tls_cert_file = /c.pem\npostjames_login_literal_limit = 1000\n");
        Files.writeString(
                directory.resolve("master.cf"),
                "local unix - n n - - local\nrelay unix - - n - - smtp -o x=<y>\nsmtp inet n - n - - smtpd\n");
        files = JamesConfiguration.translate(PostfixConfig.load(directory));
    }

    @Test
    void everyFileShouldBeXml() throws Exception {
        assertThat(files).hasSize(7);
        for (String text : files.values()) {
            assertThat(parse(text).getDocumentElement().getChildNodes().getLength())
                    .isPositive();
        }
    }

    @Test
    void eachDeliveryServiceShouldBecomeAProcessor() throws Exception {
        Element root = parse(files.get("mailetcontainer.xml")).getDocumentElement();
        assertThat(values(root, "processor", "state")).containsExactly("local", "relay");
        assertThat(values(root, "mailet", "class"))
                .containsExactly("org.postjames.delivery.LocalDelivery", "org.postjames.delivery.SmtpDelivery");
    }

    @Test
    void commentsShouldNameTheLine() {
        assertThat(files.get("domainlist.xml"))
                .contains("main.cf, line 3: mydestination = $myhostname, hash:/x- -y, a&b")
                .contains("<domainname>mail.example.test</domainname>")
                .contains("<domainname>a&amp;b</domainname>")
                .contains("asked at run time: hash:/x- -y");
    }

    @Test
    void listenersShouldFollowOurOwnParameters() throws Exception {
        String imap = files.get("imapserver.xml");
        assertThat(imap)
                .contains("<bind>127.0.0.1:2143</bind>")
                .contains("<bind>[::1]:2143</bind>")
                .contains("<certificates>file:///c.pem</certificates>")
                .contains("<literalSizeLimit>1000</literalSizeLimit>");
        assertThat(parse(imap).getElementsByTagName("imapserver").getLength()).isEqualTo(2);
        assertThat(parse(files.get("pop3server.xml"))
                        .getElementsByTagName("pop3server")
                        .getLength())
                .isZero();
    }

    private static List<String> values(Element root, String element, String attribute) {
        NodeList nodes = root.getElementsByTagName(element);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(((Element) nodes.item(i)).getAttribute(attribute));
        }
        return values;
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
