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
import org.w3c.dom.Node;
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
                        + "postjames_passwd_file = /p\npostjames_imap_listen = 127.0.0.1:2143 [::1]:2143 127.0.0.1:3143\npostjames_pop3_listen =\n"
                        + "postjames_pop3s_listen =\nsmtpd_tls_cert_file = /c.pem\npostjames_login_literal_limit = 1000\n"
                        + "relayhost = [gate.test]:26\n");
        Files.writeString(
                directory.resolve("master.cf"),
                "local unix - n n - - local\nrelay unix - - n - - smtp -o x=<y>\nsmtp inet n - n - - smtpd\n");
        files = JamesConfiguration.translate(PostfixConfig.load(directory));
    }

    @Test
    void everyFileShouldBeXml() throws Exception {
        assertThat(files).hasSize(8);
        for (String text : files.values()) {
            assertThat(parse(text).getDocumentElement().getChildNodes().getLength())
                    .isPositive();
        }
    }

    @Test
    void deliveryServicesShouldBecomeJamesMailets() throws Exception {
        Element root = parse(files.get("mailetcontainer.xml")).getDocumentElement();
        assertThat(values(root, "processor", "state")).containsExactly("root", "error", "transport", "bounces");
        assertThat(values(root, "mailet", "class")).contains("LocalDelivery", "RemoteDelivery", "RemoveMimeHeader");
        assertThat(files.get("mailetcontainer.xml"))
                .containsPattern(
                        "master.cf, line 1: local unix - n n - - local -->\n *<mailet match=\"RecipientIsLocal\"")
                .containsPattern("master.cf, line 2: relay unix - - n - - smtp -o x=<y> -->\n *<mailet match=\"All\"")
                .containsPattern("main.cf, line 10: relayhost = \\[gate.test\\]:26 -->\n *<gateway>gate.test</gateway>")
                .contains("<gatewayPort>26</gatewayPort>");
    }

    /** Elements of the same name share a comment; an element that says nothing itself, and no attribute says anything, needs none. */
    @Test
    void eachElementShouldStandBehindAComment() throws Exception {
        for (Map.Entry<String, String> file : files.entrySet()) {
            check(parse(file.getValue()).getDocumentElement(), file.getKey());
        }
    }

    private static void check(Element parent, String where) {
        NodeList nodes = parent.getChildNodes();
        String explained = "";
        boolean commented = false;
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node.getNodeType() == Node.COMMENT_NODE) {
                commented = true;
            } else if (node instanceof Element element) {
                boolean says = element.getAttributes().getLength() > 0
                        || element.getElementsByTagName("*").getLength() == 0
                                && !element.getTextContent().isBlank();
                assertThat(!says || commented || element.getTagName().equals(explained))
                        .as(where + ": " + element.getTagName())
                        .isTrue();
                explained = element.getTagName();
                commented = false;
                check(element, where);
            }
        }
    }

    @Test
    void commentsShouldNameTheLine() {
        assertThat(files.get("domainlist.xml"))
                .contains("main.cf, line 3: mydestination = $myhostname, hash:/x- -y, a&b")
                .contains("<domainname>mail.example.test</domainname>")
                .contains("no domain for James: a&b")
                .contains("no domain for James: hash:/x- -y");
    }

    @Test
    void listenersShouldFollowOurOwnParameters() throws Exception {
        String imap = files.get("imapserver.xml");
        assertThat(imap)
                .contains("<bind>127.0.0.1:2143,127.0.0.1:3143</bind>")
                .contains("James cannot listen on [::1]:2143")
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
            if (((Element) nodes.item(i)).hasAttribute(attribute)) {
                values.add(((Element) nodes.item(i)).getAttribute(attribute));
            }
        }
        return values;
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
