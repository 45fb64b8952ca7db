package org.postjames.server.mailet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * {@code $config_directory/james/mailets.xml}: the administrator's mailets.
 *
 * <pre>{@code
 * <mailets>
 *   <processor name="before-queue">
 *     <mailet match="SenderIs=a@example.org" class="org.example.Refuse"><text>Not today</text></mailet>
 *   </processor>
 * </mailets>
 * }</pre>
 *
 * @param processors by name, in the file's order
 */
public record MailetsFile(Map<String, List<Line>> processors) {
    /**
     * One mailet.
     *
     * @param matcher {@code All}, {@code Name} or {@code Name=condition}; a full class name unless it is one of James's own
     * @param parameters the elements inside, by name; repeated ones are joined with a comma
     */
    public record Line(String matcher, String mailet, Map<String, String> parameters) {}

    public static final MailetsFile NONE = new MailetsFile(Map.of());

    /** @throws IOException if the file is there and cannot be read or understood, with the reason */
    public static MailetsFile read(Path configDirectory) throws IOException {
        Path file = configDirectory.resolve("james/mailets.xml");
        if (!Files.exists(file)) {
            return NONE;
        }
        try (InputStream in = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            Element root = factory.newDocumentBuilder().parse(in).getDocumentElement();
            Map<String, List<Line>> processors = new LinkedHashMap<>();
            for (Element processor : children(root, file)) {
                List<Line> lines = processors.computeIfAbsent(
                        attribute(processor, "processor", "name", file), name -> new ArrayList<>());
                for (Element mailet : children(processor, file)) {
                    lines.add(line(mailet, file));
                }
            }
            return new MailetsFile(processors);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Line line(Element mailet, Path file) throws IOException {
        String type = attribute(mailet, "mailet", "class", file);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Element parameter : children(mailet, file)) {
            parameters.merge(parameter.getTagName(), parameter.getTextContent().strip(), (a, b) -> a + "," + b);
        }
        String match = mailet.getAttribute("match");
        return new Line(match.isEmpty() ? "All" : match, type, parameters);
    }

    private static String attribute(Element element, String tag, String name, Path file) throws IOException {
        if (!element.getTagName().equals(tag) || element.getAttribute(name).isEmpty()) {
            throw new IOException(
                    file + ": expected <" + tag + " " + name + "=\"...\">, found <" + element.getTagName() + ">");
        }
        return element.getAttribute(name);
    }

    private static List<Element> children(Element parent, Path file) throws IOException {
        List<Element> elements = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element) {
                elements.add(element);
            } else if (node.getNodeType() == Node.TEXT_NODE
                    && !node.getTextContent().isBlank()
                    && (parent.getTagName().equals("mailets")
                            || parent.getTagName().equals("processor"))) {
                throw new IOException(
                        file + ": unexpected text: " + node.getTextContent().strip());
            }
        }
        return elements;
    }
}
