package org.postjames.server.mta;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.postjames.log.MailLog;
import org.postjames.server.users.Users;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** SMTP AUTH against the users of IMAP and POP3. */
public record PasswdAuthenticator(Users users, MailLog log) implements SaslAuthenticator {
    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public Optional<String> plain(String authcid, String password) throws TemporaryAuthenticationFailure {
        try {
            return users.authenticate(authcid, password)
                    ? Optional.of(authcid.toLowerCase(Locale.ROOT))
                    : Optional.empty();
        } catch (IOException e) {
            log.warning("smtpd", "postjames_passwd_file: " + e);
            throw new TemporaryAuthenticationFailure("Temporary authentication failure");
        }
    }
}
