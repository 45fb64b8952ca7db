package org.postjames.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.mailet.Mailet;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The XML that the mailets' Javadoc shows is complete: it can be parsed, and the mailet starts with it. */
class JavadocExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code[\\s*]+(<mailet.*?)}</pre>", Pattern.DOTALL);

    record Example(String source, String xml) {}

    private static List<Path> sources() throws IOException {
        Path directory = Path.of("src/main/java/org/postjames/mailets");
        Path here =
                Files.isDirectory(directory) ? directory : Path.of("mailets").resolve(directory);
        try (Stream<Path> files = Files.list(here)) {
            return files.sorted().toList();
        }
    }

    static List<Example> examples() throws IOException {
        List<Example> examples = new java.util.ArrayList<>();
        for (Path source : sources()) {
            Matcher matcher = EXAMPLE.matcher(Files.readString(source));
            while (matcher.find()) {
                examples.add(new Example(
                        source.getFileName().toString(), matcher.group(1).replaceAll("(?m)^ \\* ?", "")));
            }
        }
        return examples;
    }

    @Test
    void everyMailetShouldHaveAnExample() throws IOException {
        List<String> mailets = sources().stream()
                .map(source -> source.getFileName().toString())
                .filter(name -> !name.equals("package-info.java") && !name.equals("PostfixMailet.java"))
                .toList();
        assertThat(examples()).extracting(Example::source).containsExactlyElementsOf(mailets);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theMailetShouldStartWithItsExample(Example example) throws Exception {
        Element xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(example.xml())))
                .getDocumentElement();
        assertThat(xml.getAttribute("match")).isNotEmpty();
        FakeMailetConfig.Builder config =
                FakeMailetConfig.builder().mailetName(example.source()).mailetContext(FakeMailContext.defaultContext());
        NodeList settings = xml.getElementsByTagName("*");
        for (int i = 0; i < settings.getLength(); i++) {
            config.setProperty(settings.item(i).getNodeName(), settings.item(i).getTextContent());
        }
        Mailet mailet = (Mailet) Class.forName(xml.getAttribute("class"))
                .getDeclaredConstructor()
                .newInstance();
        assertThatCode(() -> mailet.init(config.build())).doesNotThrowAnyException();
    }
}
