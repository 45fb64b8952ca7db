package org.postjames.translate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;

/**
 * main.cf and master.cf as XML files for a stock James 3.8.1, as far as it has words for them: whoever knows James can see what the server runs with, and
 * can start James with it. The server itself never reads them.
 */
public final class JamesConfiguration {
    // James's Domain takes nothing else
    private static final Pattern JAMES_DOMAIN = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final PostfixConfig config;

    private JamesConfiguration(PostfixConfig config) {
        this.config = config;
    }

    /** The files' content by their names. */
    public static Map<String, String> translate(PostfixConfig config) {
        JamesConfiguration james = new JamesConfiguration(config);
        MailAccessFiles mailAccess = new MailAccessFiles(config);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("domainlist.xml", james.domainList());
        files.put("usersrepository.xml", james.usersRepository());
        files.put("recipientrewritetable.xml", james.recipientRewriteTable());
        files.put("dnsservice.xml", james.dnsService());
        files.put("mailrepositorystore.xml", james.mailRepositoryStore());
        files.put("mailetcontainer.xml", new MailetContainerFile(config).text());
        files.put("imapserver.xml", mailAccess.imap());
        files.put("pop3server.xml", mailAccess.pop3());
        return files;
    }

    private String domainList() {
        XmlText xml = new XmlText(config)
                .open("domainlist", XmlText.attribute("class", "org.apache.james.domainlist.memory.MemoryDomainList"));
        xml.fixed("the domains are those that Postfix's files name");
        xml.element("autodetect", false);
        xml.fixed("nor are the host's addresses domains");
        xml.element("autodetectIP", false);
        xml.from("mydomain").element("defaultDomain", config.get(GlobalParameters.MYDOMAIN));
        xml.open("domainnames");
        domains(xml, GlobalParameters.MYDESTINATION);
        domains(xml, GlobalParameters.VIRTUAL_MAILBOX_DOMAINS);
        return xml.close("domainnames").close("domainlist").toString();
    }

    /** What only a table or a file can answer, or is no plain domain, is told, but James has no place for it. */
    private void domains(XmlText xml, Parameter<String> parameter) {
        xml.from(parameter.name());
        for (String word : ValueSyntax.list(config.get(parameter))) {
            if (JAMES_DOMAIN.matcher(word).matches()) {
                xml.element("domainname", word);
            } else {
                xml.comment(parameter.name() + ": no domain for James: " + word);
            }
        }
    }

    private String usersRepository() {
        XmlText xml = new XmlText(config)
                .open(
                        "usersrepository",
                        XmlText.attribute("class", "org.apache.james.user.memory.MemoryUsersRepository"));
        xml.from("postjames_passwd_file").comment("James does not read such a file: its users are added anew");
        return xml.fixed("names of users have a domain")
                .element("enableVirtualHosting", true)
                .close("usersrepository")
                .toString();
    }

    private String recipientRewriteTable() {
        XmlText xml = new XmlText(config)
                .open(
                        "recipientrewritetable",
                        XmlText.attribute("class", "org.apache.james.rrt.memory.MemoryRecipientRewriteTable"));
        xml.from("virtual_alias_maps").comment("James does not read Postfix's tables: its mappings are added anew");
        xml.fixed("cleanup(8) looks up what it has found").element("recursiveMapping", true);
        return xml.from("virtual_alias_recursion_limit")
                .element("mappingLimit", config.get(TranslateParameters.VIRTUAL_ALIAS_RECURSION_LIMIT))
                .close("recipientrewritetable")
                .toString();
    }

    private String dnsService() {
        return new XmlText(config)
                .open("dnsservice")
                .fixed("the system's resolver, as Postfix uses it")
                .element("autodiscover", true)
                .fixed("its answers need not be authoritative")
                .element("authoritative", false)
                .close("dnsservice")
                .toString();
    }

    private String mailRepositoryStore() {
        return new XmlText(config)
                .open("mailrepositorystore")
                .fixed("mail waits in a queue; repositories only serve mailets that ask for one")
                .element("defaultProtocol", "memory")
                .open("mailrepositories")
                .fixed("the only one")
                .open(
                        "mailrepository",
                        XmlText.attribute("class", "org.apache.james.mailrepository.memory.MemoryMailRepository"))
                .open("protocols")
                .fixed("see above")
                .element("protocol", "memory")
                .close("protocols")
                .close("mailrepository")
                .close("mailrepositories")
                .close("mailrepositorystore")
                .toString();
    }
}
