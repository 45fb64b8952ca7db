package org.postjames.rewrite;

import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;

/** A transport and a next hop. */
record Route(String transport, String nexthop) {
    /** Reads {@code transport[:nexthop]} of a main.cf parameter. */
    static Route of(String text, String nexthop, String parameter, PostfixConfig config)
            throws TableUnavailableException {
        int colon = text.indexOf(':');
        String transport = colon < 0 ? text : text.substring(0, colon);
        if (transport.isEmpty()) {
            throw new TableUnavailableException("file " + config.directory() + "/main.cf: parameter " + parameter
                    + ": null transport is not allowed");
        }
        boolean own = colon >= 0 && colon + 1 < text.length();
        return new Route(transport, own ? text.substring(colon + 1) : nexthop);
    }
}
