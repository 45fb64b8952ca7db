package org.postjames.smtp.client.tls;

import org.postjames.config.Parameter;

/** main.cf as one client service sees it: with {@code lmtp_} in place of {@code smtp_} if it speaks LMTP. */
public interface TlsSettings {
    /** The value of the parameter of this protocol in place of smtp(8)'s. */
    <T> T get(Parameter<T> parameter);

    /** The parameter of this protocol in place of smtp(8)'s. */
    <T> Parameter<T> own(Parameter<T> parameter);
}
