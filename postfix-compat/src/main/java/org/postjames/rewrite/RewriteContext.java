package org.postjames.rewrite;

/** Whose rules an address is rewritten by. // local_header_rewrite_clients */
public enum RewriteContext {
    /** Mail from here: incomplete addresses are completed with {@code $myorigin} and {@code $mydomain}. */
    LOCAL,
    /** Mail from strangers: headers are completed with {@code $remote_header_rewrite_domain}, or, if that is empty, not at all. */
    REMOTE,
    /** Nothing is rewritten. */
    INVALID
}
