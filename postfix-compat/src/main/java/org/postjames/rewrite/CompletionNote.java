package org.postjames.rewrite;

import org.postjames.config.CompatibilityLevel;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.table.TableUnavailableException;

/** Is told of each domain to which {@code append_dot_mydomain} appends. // trivial-rewrite(8): rewrite.c */
@FunctionalInterface
interface CompletionNote {
    CompletionNote NONE = domain -> {};

    void completes(String domain);

    /** Logs that the default is an old one, where it is. Of localhost, only if that is no domain of ours. */
    static CompletionNote of(PostfixConfig config, AddressResolver resolver, MailLog log) {
        if (!CompatibilityLevel.of(config).keepsOldDefault("1", RewriteParameters.APPEND_DOT_MYDOMAIN.name())) {
            return NONE;
        }
        String mydomain = config.get(GlobalParameters.MYDOMAIN);
        return domain -> {
            String text = "using backwards-compatible default setting append_dot_mydomain=yes to rewrite \"" + domain
                    + "\" to \"" + domain + "." + mydomain + "\"";
            if (!domain.equalsIgnoreCase("localhost")) {
                log.info("trivial-rewrite", text);
            } else if (isUnknown(resolver)) {
                log.info(
                        "trivial-rewrite", text + "; please add \"localhost\" to mydestination or other address class");
            }
        };
    }

    private static boolean isUnknown(AddressResolver resolver) {
        try {
            return resolver.addressClass("localhost") == AddressClass.DEFAULT;
        } catch (TableUnavailableException e) {
            return false;
        }
    }
}
