package org.postjames.server.mta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.log.MailLog;
import org.postjames.server.users.PasswdFile;
import org.postjames.server.users.TokenIntrospection;
import org.postjames.server.users.Users;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;
import org.postjames.smtp.server.sasl.CramMd5Secret;
import org.postjames.smtp.server.sasl.ScramHash;
import org.postjames.smtp.server.sasl.ScramSecret;

/**
 * SMTP AUTH against the users of IMAP and POP3.
 *
 * @param tokens who checks access tokens, if somebody does
 */
public record PasswdAuthenticator(Users users, Optional<TokenIntrospection> tokens, MailLog log)
        implements SaslAuthenticator {
    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public List<String> mechanisms() {
        List<String> all = new ArrayList<>(List.of("PLAIN", "LOGIN"));
        try {
            all.addAll(users.challenges().mechanisms());
        } catch (IOException e) {
            // each attempt says so
        }
        if (tokens.isPresent()) {
            all.addAll(List.of("XOAUTH2", "OAUTHBEARER"));
        }
        return all;
    }

    @Override
    public Optional<String> plain(String authcid, String password) throws TemporaryAuthenticationFailure {
        return known(() -> users.authenticate(authcid, password)
                ? Optional.of(authcid.toLowerCase(Locale.ROOT))
                : Optional.empty());
    }

    @Override
    public CramMd5Secret cramMd5(String authcid) throws TemporaryAuthenticationFailure {
        return known(() -> users.challenges().cramMd5(authcid));
    }

    @Override
    public ScramSecret scram(String authcid, ScramHash hash) throws TemporaryAuthenticationFailure {
        return known(() -> users.challenges().scram(authcid, hash));
    }

    /** The token must be that user's, and the user one of ours: the authorization server may know more people than may send mail here. */
    @Override
    public Optional<String> bearer(String authcid, String token) throws TemporaryAuthenticationFailure {
        Optional<String> login = known(() -> users.find(authcid).map(PasswdFile.Entry::user));
        try {
            Optional<String> owner = tokens.isPresent() ? tokens.get().user(token) : Optional.empty();
            return login.filter(
                    name -> owner.isPresent() && name.equals(owner.get().toLowerCase(Locale.ROOT)));
        } catch (IOException e) {
            log.warning("smtpd", "postjames_oauth2_introspection_url: " + e.getMessage());
            throw new TemporaryAuthenticationFailure("Temporary authentication failure");
        }
    }

    @Override
    public boolean refuses(String clientAddress) {
        return users.failedLogins().refuses(clientAddress);
    }

    @Override
    public void failed(String clientAddress) {
        users.failedLogins().failed(clientAddress);
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private <T> T known(Question<T> question) throws TemporaryAuthenticationFailure {
        try {
            return question.ask();
        } catch (IOException e) {
            log.warning("smtpd", "postjames_passwd_file: " + e);
            throw new TemporaryAuthenticationFailure("Temporary authentication failure");
        }
    }
}
