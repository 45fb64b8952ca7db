package org.postjames.pickup;

import org.postjames.config.Parameter;

/** The parameters of local submission. */
public final class SubmitParameters {
    public static final Parameter<String> AUTHORIZED_SUBMIT_USERS = Parameter.text("authorized_submit_users");
    public static final Parameter<Integer> LINE_LENGTH_LIMIT = Parameter.integer("line_length_limit");
    public static final Parameter<String> SENDMAIL_FIX_LINE_ENDINGS = Parameter.text("sendmail_fix_line_endings");
    public static final Parameter<String> ALIAS_DATABASE = Parameter.text("alias_database");

    private SubmitParameters() {}
}
