package org.postjames.translate;

import java.util.List;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;

/**
 * mailetcontainer.xml with James's own mailets: local mail into mailboxes, all other mail to relayhost or to its own hosts. What James has no word for is
 * told in comments.
 */
final class MailetContainerFile {
    private static final String NEXT = "bounces";

    private final PostfixConfig config;
    private final XmlText xml;

    MailetContainerFile(PostfixConfig config) {
        this.config = config;
        this.xml = new XmlText(config);
    }

    String text() {
        xml.open("mailetcontainer", XmlText.attribute("enableJmx", "false"));
        String postmaster = config.get(TranslateParameters.NOTICE_RECIPIENT);
        xml.open("context").from("2bounce_notice_recipient");
        xml.element(
                "postmaster",
                postmaster.indexOf('@') < 0 ? postmaster + "@" + config.get(GlobalParameters.MYORIGIN) : postmaster);
        xml.close("context").open("processors");
        processor("root", "James begins here");
        xml.fixed("nothing comes before");
        mailet("All", "ToProcessor");
        xml.fixed("see below").element("processor", "transport").close("mailet");
        xml.close("processor");
        processor("error", "James ends here with mail that a mailet has failed with");
        xml.fixed("such mail goes back");
        mailet("All", "ToProcessor");
        xml.fixed("see below").element("processor", NEXT).close("mailet");
        xml.close("processor");
        transport();
        bounces();
        return xml.close("processors").close("mailetcontainer").toString();
    }

    private void processor(String state, String reason) {
        xml.fixed(reason);
        xml.open("processor", XmlText.attribute("state", state), XmlText.attribute("enableJmx", "false"));
    }

    private void mailet(String match, String mailet) {
        xml.open("mailet", XmlText.attribute("match", match), XmlText.attribute("class", mailet));
    }

    private void transport() {
        processor("transport", "James wants a processor of this name");
        for (String header : config.get(TranslateParameters.MESSAGE_DROP_HEADERS)) {
            xml.from("message_drop_headers");
            mailet("All", "RemoveMimeHeader");
            xml.from("message_drop_headers").element("name", header).close("mailet");
        }
        if (services(List.of("local", "virtual"))) {
            mailet("RecipientIsLocal", "LocalDelivery");
            xml.close("mailet");
        }
        xml.from("local_recipient_maps");
        mailet("HostIsLocal", "ToProcessor");
        xml.from("local_recipient_maps").element("processor", NEXT).close("mailet");
        if (services(List.of("smtp"))) {
            remoteDelivery();
        } else {
            xml.comment("master.cf has no service that sends mail away");
            mailet("All", "ToProcessor");
            xml.fixed("see below").element("processor", NEXT).close("mailet");
        }
        for (MasterService service : config.services()) {
            if (List.of("error", "discard", "lmtp", "pipe").contains(service.command())) {
                xml.from(service).comment("James sends mail there only if a mailet says so");
            }
        }
        xml.close("processor");
    }

    /** The lines of the services that one mailet of James's stands for. */
    private boolean services(List<String> commands) {
        boolean found = false;
        for (MasterService service : config.services()) {
            if (commands.contains(service.command())) {
                xml.from(service);
                found = true;
            }
        }
        return found;
    }

    private void remoteDelivery() {
        mailet("All", "RemoteDelivery");
        xml.fixed("the queue's name").element("outgoing", "outgoing");
        xml.from("smtp_helo_name").element("heloName", config.get(TranslateParameters.SMTP_HELO_NAME));
        String relayhost = config.get(TranslateParameters.RELAYHOST);
        xml.from("relayhost");
        if (!relayhost.isEmpty()) {
            int colon = relayhost.indexOf("]:") >= 0 ? relayhost.indexOf("]:") + 1 : relayhost.lastIndexOf(':');
            boolean port = colon > 0 && relayhost.indexOf(']', colon) < 0;
            String host = port ? relayhost.substring(0, colon) : relayhost;
            xml.element(
                    "gateway",
                    host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
            if (port && relayhost.substring(colon + 1).matches("[0-9]{1,5}")) {
                xml.from("relayhost").element("gatewayPort", relayhost.substring(colon + 1));
            }
        }
        xml.fixed("the processor below").element("bounceProcessor", NEXT).close("mailet");
    }

    private void bounces() {
        processor(NEXT, "where undeliverable mail is sent back");
        if (!services(List.of("bounce"))) {
            xml.comment("master.cf has no bounce service");
        }
        mailet("All", "DSNBounce");
        xml.fixed("then the message is done").element("passThrough", false).close("mailet");
        xml.close("processor");
    }
}
