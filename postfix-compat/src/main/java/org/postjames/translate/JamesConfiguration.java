package org.postjames.translate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;

/** main.cf and master.cf as James's XML files, so that whoever knows James can see what the server runs with. */
public final class JamesConfiguration {
    /** The mailet that ends the processor of a delivery service, by the service's daemon. */
    private static final Map<String, String> DELIVERY_MAILETS = Map.of(
            "local", "org.postjames.delivery.LocalDelivery",
            "virtual", "org.postjames.delivery.VirtualDelivery",
            "smtp", "org.postjames.delivery.SmtpDelivery",
            "error", "org.postjames.delivery.ErrorDelivery",
            "discard", "org.postjames.delivery.DiscardDelivery");

    private final PostfixConfig config;

    private JamesConfiguration(PostfixConfig config) {
        this.config = config;
    }

    /** The files' content by their names. */
    public static Map<String, String> translate(PostfixConfig config) {
        JamesConfiguration james = new JamesConfiguration(config);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("domainlist.xml", james.domainList());
        files.put("usersrepository.xml", james.usersRepository());
        files.put("dnsservice.xml", james.dnsService());
        files.put("mailrepositorystore.xml", james.mailRepositoryStore());
        files.put("mailetcontainer.xml", james.mailetContainer());
        files.put(
                "imapserver.xml",
                james.listeners(
                        "imap", TranslateParameters.POSTJAMES_IMAP_LISTEN, TranslateParameters.POSTJAMES_IMAPS_LISTEN));
        files.put(
                "pop3server.xml",
                james.listeners(
                        "pop3", TranslateParameters.POSTJAMES_POP3_LISTEN, TranslateParameters.POSTJAMES_POP3S_LISTEN));
        return files;
    }

    private String domainList() {
        XmlText xml = new XmlText(config)
                .open("domainlist", XmlText.attribute("class", "org.apache.james.domainlist.xml.XMLDomainList"));
        xml.element("autodetect", false).element("autodetectIP", false);
        xml.from("mydomain").element("defaultDomain", config.get(GlobalParameters.MYDOMAIN));
        xml.open("domainnames");
        domains(xml, GlobalParameters.MYDESTINATION);
        domains(xml, GlobalParameters.VIRTUAL_MAILBOX_DOMAINS);
        return xml.close("domainnames").close("domainlist").toString();
    }

    private void domains(XmlText xml, Parameter<String> parameter) {
        xml.from(parameter.name());
        for (String word : ValueSyntax.list(config.get(parameter))) {
            if (word.indexOf(':') >= 0 || word.indexOf('/') >= 0 || word.startsWith("!")) {
                xml.comment("asked at run time: " + word);
            } else {
                xml.element("domainname", word);
            }
        }
    }

    private String usersRepository() {
        return new XmlText(config)
                .open("usersrepository", XmlText.attribute("class", "org.postjames.server.users.Users"))
                .from("postjames_passwd_file")
                .element("passwdFile", config.get(TranslateParameters.POSTJAMES_PASSWD_FILE))
                .element("enableVirtualHosting", true)
                .close("usersrepository")
                .toString();
    }

    private String dnsService() {
        return new XmlText(config)
                .open("dnsservice")
                .comment("the system's resolver, as Postfix uses it")
                .element("autodiscover", true)
                .element("authoritative", false)
                .close("dnsservice")
                .toString();
    }

    private String mailRepositoryStore() {
        return new XmlText(config)
                .open("mailrepositorystore")
                .comment("mail waits in Postfix's queue; James's repositories only serve mailets that ask for one")
                .element("defaultProtocol", "memory")
                .open("mailrepositories")
                .open(
                        "mailrepository",
                        XmlText.attribute("class", "org.apache.james.mailrepository.memory.MemoryMailRepository"))
                .open("protocols")
                .element("protocol", "memory")
                .close("protocols")
                .close("mailrepository")
                .close("mailrepositories")
                .close("mailrepositorystore")
                .toString();
    }

    private String mailetContainer() {
        XmlText xml = new XmlText(config).open("mailetcontainer", XmlText.attribute("enableJmx", "false"));
        xml.open("context").from("2bounce_notice_recipient");
        xml.element("postmaster", "postmaster@" + config.get(GlobalParameters.MYORIGIN));
        xml.close("context").open("processors");
        for (MasterService service : config.services()) {
            Optional<String> mailet = Optional.ofNullable(DELIVERY_MAILETS.get(service.command()));
            if (mailet.isPresent()) {
                xml.comment(service.origin() + ": "
                        + String.join(" ", service.entry().fields()));
                xml.open(
                        "processor",
                        XmlText.attribute("state", service.name()),
                        XmlText.attribute("enableJmx", "false"));
                xml.empty("mailet", XmlText.attribute("match", "All"), XmlText.attribute("class", mailet.get()));
                xml.close("processor");
            }
        }
        return xml.close("processors").close("mailetcontainer").toString();
    }

    private String listeners(String protocol, Parameter<List<String>> plain, Parameter<List<String>> tls) {
        XmlText xml = new XmlText(config).open(protocol + "servers");
        listener(xml, protocol, plain, false);
        listener(xml, protocol, tls, true);
        return xml.close(protocol + "servers").toString();
    }

    private void listener(XmlText xml, String protocol, Parameter<List<String>> parameter, boolean socketTls) {
        if (config.get(TranslateParameters.POSTJAMES_PASSWD_FILE).isEmpty()) {
            xml.comment(parameter.name() + ": not served, because postjames_passwd_file is not set");
            return;
        }
        List<String> endpoints = config.get(parameter);
        if (endpoints.isEmpty()) {
            return;
        }
        String certificate = file(TranslateParameters.POSTJAMES_TLS_CERT_FILE);
        if (socketTls && certificate.isEmpty()) {
            xml.comment(parameter.name() + ": not served, because there is no certificate");
            return;
        }
        String key = file(TranslateParameters.POSTJAMES_TLS_KEY_FILE);
        String element = protocol + "server";
        xml.from(parameter.name()).open(element, XmlText.attribute("enabled", "true"));
        xml.element("jmxName", element + (socketTls ? "-tls" : ""));
        for (String endpoint : endpoints) {
            xml.element("bind", endpoint.indexOf(':') < 0 ? "0.0.0.0:" + endpoint : endpoint);
        }
        if (!certificate.isEmpty()) {
            xml.from("postjames_tls_cert_file");
            xml.open(
                    "tls",
                    XmlText.attribute("socketTLS", String.valueOf(socketTls)),
                    XmlText.attribute("startTLS", String.valueOf(!socketTls)));
            xml.element("certificates", "file://" + certificate);
            xml.element("privateKey", "file://" + (key.isEmpty() ? certificate : key));
            xml.close("tls");
        }
        if (protocol.equals("imap")) {
            xml.from("postjames_login_literal_limit");
            xml.element("literalSizeLimit", config.get(TranslateParameters.POSTJAMES_LOGIN_LITERAL_LIMIT));
        }
        xml.element("gracefulShutdown", false).close(element);
    }

    /** An absolute file name; empty when there is none. */
    private String file(Parameter<String> parameter) {
        String name = config.get(parameter);
        return name.isEmpty() || name.equals("none")
                ? ""
                : config.directory().resolve(name).toString();
    }
}
