package org.postjames.delivery;

import java.util.List;
import java.util.function.Consumer;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.smtp.client.ClientConfig.Protocol;

/**
 * {@code flags=DORX} of an smtp or lmtp service in master.cf: headers that are put before the message, and whether a delivery is final. // smtp.c: get_cli_attr()
 *
 * @param problem why the service cannot run, or empty
 */
record ClientFlags(boolean deliveredTo, boolean originalTo, boolean returnPath, boolean finalDelivery, String problem) {
    private static final String NAME = "flags=";
    private static final Parameter<Boolean> LMTP_ASSUME_FINAL = Parameter.bool("lmtp_assume_final");

    static ClientFlags of(List<String> arguments, PostfixConfig config, Protocol protocol, Consumer<String> warnings) {
        String flags = "";
        for (String argument : arguments) {
            if (argument.equals("-v")) {
                continue; // a generic daemon option
            }
            if (!argument.regionMatches(true, 0, NAME, 0, NAME.length())) {
                return broken("unknown attribute name: " + argument);
            }
            flags = argument.substring(NAME.length());
            for (char flag : flags.toCharArray()) {
                if ("DORX".indexOf(flag) < 0) {
                    return broken("unknown " + argument + " value \"" + flag + "\" in \"" + flags + "\"");
                }
            }
        }
        boolean last = flags.indexOf('X') >= 0;
        if (protocol == Protocol.LMTP && !last && config.get(LMTP_ASSUME_FINAL)) {
            warnings.accept("lmtp_assume_final is obsolete; instead, specify \"" + NAME + flags + "X\" in master.cf");
            last = true;
        }
        return new ClientFlags(flags.indexOf('D') >= 0, flags.indexOf('O') >= 0, flags.indexOf('R') >= 0, last, "");
    }

    private static ClientFlags broken(String problem) {
        return new ClientFlags(false, false, false, false, problem);
    }

    boolean addsHeaders() {
        return deliveredTo || originalTo || returnPath;
    }

    /** As the flag is written in a warning. */
    String singleRecipientFlag() {
        return deliveredTo ? "D" : originalTo ? "O" : "";
    }
}
