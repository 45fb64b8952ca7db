package org.postjames.translate;

import java.util.ArrayList;
import java.util.List;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/** imapserver.xml and pop3server.xml: a server for the plain ports, and one for the ports that begin with TLS. */
final class MailAccessFiles {
    private static final String POP3_HANDLERS = "org.apache.james.pop3server.core.CoreCmdHandlerLoader";

    private final PostfixConfig config;

    MailAccessFiles(PostfixConfig config) {
        this.config = config;
    }

    String imap() {
        return listeners("imap", TranslateParameters.POSTJAMES_IMAP_LISTEN, TranslateParameters.POSTJAMES_IMAPS_LISTEN);
    }

    String pop3() {
        return listeners("pop3", TranslateParameters.POSTJAMES_POP3_LISTEN, TranslateParameters.POSTJAMES_POP3S_LISTEN);
    }

    private String listeners(String protocol, Parameter<List<String>> plain, Parameter<List<String>> tls) {
        XmlText xml = new XmlText(config).open(protocol + "servers");
        listener(xml, protocol, plain, false);
        listener(xml, protocol, tls, true);
        return xml.close(protocol + "servers").toString();
    }

    private void listener(XmlText xml, String protocol, Parameter<List<String>> parameter, boolean socketTls) {
        xml.from(parameter.name());
        if (config.get(TranslateParameters.POSTJAMES_PASSWD_FILE).isEmpty()) {
            xml.comment(parameter.name() + ": not served, because postjames_passwd_file is not set");
            return;
        }
        List<String> endpoints = endpoints(xml, parameter);
        if (endpoints.isEmpty()) {
            return;
        }
        String certificate = file(TranslateParameters.POSTJAMES_TLS_CERT_FILE);
        if (socketTls && certificate.isEmpty()) {
            xml.comment(parameter.name() + ": not served, because there is no certificate");
            return;
        }
        String element = protocol + "server";
        xml.from(parameter.name()).open(element, XmlText.attribute("enabled", "true"));
        xml.fixed("two servers need two names").element("jmxName", element + (socketTls ? "-tls" : ""));
        xml.from(parameter.name()).element("bind", String.join(",", endpoints));
        xml.from("myhostname");
        xml.element("helloName", config.get(GlobalParameters.MYHOSTNAME), XmlText.attribute("autodetect", "false"));
        if (!certificate.isEmpty()) {
            tls(xml, certificate, socketTls);
        }
        if (protocol.equals("imap")) {
            xml.from("postjames_login_literal_limit");
            xml.element("literalSizeLimit", config.get(TranslateParameters.POSTJAMES_LOGIN_LITERAL_LIMIT));
        } else {
            xml.open("handlerchain").fixed("the commands of POP3");
            xml.empty("handler", XmlText.attribute("class", POP3_HANDLERS)).close("handlerchain");
        }
        xml.fixed("James waits two seconds for each listener otherwise").element("gracefulShutdown", false);
        xml.close(element);
    }

    /** James takes {@code address:port} and has no words for an IPv6 address. */
    private List<String> endpoints(XmlText xml, Parameter<List<String>> parameter) {
        List<String> found = new ArrayList<>();
        for (String endpoint : config.get(parameter)) {
            if (endpoint.startsWith("[")) {
                xml.comment(parameter.name() + ": James cannot listen on " + endpoint);
            } else {
                found.add(endpoint.indexOf(':') < 0 ? "0.0.0.0:" + endpoint : endpoint);
            }
        }
        return found;
    }

    private void tls(XmlText xml, String certificate, boolean socketTls) {
        String key = file(TranslateParameters.POSTJAMES_TLS_KEY_FILE);
        xml.fixed("the port decides");
        xml.open(
                "tls",
                XmlText.attribute("socketTLS", String.valueOf(socketTls)),
                XmlText.attribute("startTLS", String.valueOf(!socketTls)));
        xml.from("postjames_tls_cert_file").element("certificates", "file://" + certificate);
        xml.from("postjames_tls_key_file").element("privateKey", "file://" + (key.isEmpty() ? certificate : key));
        xml.close("tls");
    }

    /** An absolute file name; empty when there is none. */
    private String file(Parameter<String> parameter) {
        String name = config.get(parameter);
        return name.isEmpty() || name.equals("none")
                ? ""
                : config.directory().resolve(name).toString();
    }
}
