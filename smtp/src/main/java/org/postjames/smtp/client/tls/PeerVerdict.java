package org.postjames.smtp.client.tls;

/**
 * What a server's certificate is worth.
 *
 * @param trusted the chain, and what the level demands besides
 * @param matched the level's demand is met
 * @param problem why not, in Postfix's words after {@code verification failed for NAME: }, or nothing
 */
record PeerVerdict(boolean trusted, boolean matched, String problem) {
    static PeerVerdict good(SecurityLevel level) {
        return new PeerVerdict(true, level.mustMatch(), "");
    }

    static PeerVerdict bad(String problem) {
        return new PeerVerdict(false, false, problem);
    }

    /** Some problems are told with {@code server } before {@code certificate verification}. // tls_log_verify_error() */
    String sentence(String server) {
        String prefix = problem.startsWith("num=")
                        || problem.startsWith("certificate has")
                        || problem.startsWith("certificate not")
                ? "server "
                : "";
        return prefix + "certificate verification failed for " + server + ": " + problem;
    }
}
