package org.postjames.smtp.server.sasl;

import java.util.List;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** Who decides about passwords: one for all sessions of an smtpd service. // xsasl_server_impl(3), postconf(5) smtpd_sasl_type */
interface SaslServer {
    /**
     * The mechanisms that these security options leave, in the order of EHLO.
     *
     * @throws TemporaryAuthenticationFailure if the server cannot be asked now
     */
    List<String> mechanisms(SecurityOptions options) throws TemporaryAuthenticationFailure;

    SaslSession session(SaslClient client, SecurityOptions options);
}
