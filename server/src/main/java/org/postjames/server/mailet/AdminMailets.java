package org.postjames.server.mailet;

import com.google.inject.Injector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.BaseConfiguration;
import org.apache.james.mailetcontainer.impl.MailetConfigImpl;
import org.apache.james.mailetcontainer.impl.MatcherConfigImpl;
import org.apache.james.utils.GuiceGenericLoader;
import org.apache.james.utils.GuiceMailetLoader;
import org.apache.james.utils.GuiceMatcherLoader;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetContext;
import org.apache.mailet.Matcher;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.server.ServerParameters;

/** The administrator's mailets, made and initialised, by the place where they run. */
public final class AdminMailets {
    public static final String BEFORE_QUEUE = "before-queue";
    public static final String AFTER_QUEUE = "after-queue";
    public static final AdminMailets NONE = new AdminMailets(Map.of());

    private final Map<String, MailetChain> chains;

    private AdminMailets(Map<String, MailetChain> chains) {
        this.chains = chains;
    }

    /**
     * Makes every mailet and matcher that the file names.
     *
     * @param config for the host's name and the mailets' time limit
     * @param injector James's, so that mailets may ask for what James offers
     * @throws IOException naming the class and what is wrong
     */
    public static AdminMailets load(
            MailetsFile file, Injector injector, MailLog log, PostfixConfig config, Predicate<String> localDomain)
            throws IOException {
        MailetThreads threads = new MailetThreads(config.get(ServerParameters.POSTJAMES_MAILET_TIME_LIMIT));
        GuiceGenericLoader generic = injector.getInstance(GuiceGenericLoader.class);
        GuiceMailetLoader mailets = new GuiceMailetLoader(generic, Set.of());
        GuiceMatcherLoader matchers = new GuiceMatcherLoader(generic);
        MailetContext context = new LogContext(log, config.get(GlobalParameters.MYHOSTNAME), localDomain);
        Map<String, MailetChain> chains = new HashMap<>();
        for (Map.Entry<String, List<MailetsFile.Line>> processor :
                file.processors().entrySet()) {
            List<MailetChain.Step> steps = new ArrayList<>();
            for (MailetsFile.Line line : processor.getValue()) {
                try {
                    steps.add(new MailetChain.Step(matcher(line, matchers, context), mailet(line, mailets, context)));
                } catch (MessagingException e) {
                    throw new IOException("james/mailets.xml, processor " + processor.getKey() + ": " + reason(e), e);
                }
            }
            chains.put(processor.getKey(), new MailetChain(steps, threads));
        }
        return new AdminMailets(chains);
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || cause == e ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + reason(cause);
    }

    private static Mailet mailet(MailetsFile.Line line, GuiceMailetLoader loader, MailetContext context)
            throws MessagingException {
        BaseConfiguration parameters = new BaseConfiguration();
        line.parameters().forEach(parameters::addProperty);
        MailetConfigImpl config = new MailetConfigImpl();
        config.setMailetName(line.mailet());
        config.setMailetContext(context);
        config.setConfiguration(parameters);
        return loader.getMailet(config);
    }

    private static @Nullable Matcher matcher(MailetsFile.Line line, GuiceMatcherLoader loader, MailetContext context)
            throws MessagingException {
        if (line.matcher().equals("All")) {
            return null;
        }
        int equals = line.matcher().indexOf('=');
        MatcherConfigImpl config = new MatcherConfigImpl();
        config.setMatcherName(equals < 0 ? line.matcher() : line.matcher().substring(0, equals));
        config.setMailetContext(context);
        if (equals >= 0) {
            config.setCondition(line.matcher().substring(equals + 1));
        }
        return loader.getMatcher(config);
    }

    MailetChain at(String processor) {
        return chains.getOrDefault(processor, MailetChain.EMPTY);
    }

    /** The places where something runs. */
    public Set<String> processors() {
        return chains.keySet();
    }
}
