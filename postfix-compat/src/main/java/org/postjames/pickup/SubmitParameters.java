package org.postjames.pickup;

import org.postjames.config.Parameter;

/** The parameters of local submission. */
public final class SubmitParameters {
    public static final Parameter<String> AUTHORIZED_SUBMIT_USERS = Parameter.text("authorized_submit_users");
    public static final Parameter<Integer> LINE_LENGTH_LIMIT = Parameter.integer("line_length_limit");
    public static final Parameter<String> SENDMAIL_FIX_LINE_ENDINGS = Parameter.text("sendmail_fix_line_endings");
    public static final Parameter<String> DEFAULT_VERP_DELIMITERS = Parameter.text("default_verp_delimiters");
    /** The characters that a client or a user may name as VERP delimiters. */
    public static final Parameter<String> VERP_DELIMITER_FILTER = Parameter.text("verp_delimiter_filter");

    public static final Parameter<String> ALIAS_DATABASE = Parameter.text("alias_database");

    private SubmitParameters() {}
}
