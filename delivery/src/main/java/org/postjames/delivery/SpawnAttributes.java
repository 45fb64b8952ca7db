package org.postjames.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;

/**
 * The command attributes of one spawn service in master.cf. // spawn(8), spawn.c: get_service_attr()
 *
 * @param argv the command, without a shell
 */
record SpawnAttributes(int uid, int gid, List<String> argv, Duration timeLimit) {
    /** A service that cannot run; the message has the words of Postfix's fatal error. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    static SpawnAttributes of(MasterService service, PostfixConfig config, UserDatabase users)
            throws BrokenException, TableUnavailableException {
        String user = "";
        List<String> argv = List.of();
        List<String> words = service.arguments();
        for (int i = 0; i < words.size() && argv.isEmpty(); i++) {
            String word = words.get(i);
            String value = word.substring(word.indexOf('=') + 1);
            String lower = word.toLowerCase(Locale.ROOT);
            if (lower.startsWith("user=")) {
                user = value;
            } else if (lower.startsWith("argv=")) {
                argv = new ArrayList<>(words.subList(i, words.size()));
                argv.set(0, value);
            } else if (!word.matches("-v+")) {
                throw new BrokenException("unknown attribute name: " + word);
            }
        }
        if (user.isEmpty()) {
            throw new BrokenException("missing user= attribute");
        }
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String group = colon < 0 ? "" : user.substring(colon + 1);
        SystemUser account = users.byName(name).orElseThrow(() -> new BrokenException("unknown user name: " + name));
        int gid = group.isEmpty()
                ? account.gid()
                : users.groupId(group).orElseThrow(() -> new BrokenException("unknown group name: " + group));
        if (argv.isEmpty()) {
            throw new BrokenException("missing argv= attribute");
        }
        checkRights(account.uid(), gid, users.byName(config.get(DeliveryParameters.MAIL_OWNER)));
        return new SpawnAttributes(
                account.uid(), gid, List.copyOf(argv), DeliveryParameters.commandTimeLimit(service.name(), config));
    }

    private static void checkRights(int uid, int gid, Optional<SystemUser> mailOwner) throws BrokenException {
        if (uid == 0) {
            throw new BrokenException("request to deliver as root");
        }
        if (mailOwner.isPresent() && mailOwner.get().uid() == uid) {
            throw new BrokenException("request to deliver as mail system owner");
        }
        if (gid == 0) {
            throw new BrokenException("request to use privileged group id " + gid);
        }
        if (mailOwner.isPresent() && mailOwner.get().gid() == gid) {
            throw new BrokenException("request to use mail system owner group id " + gid);
        }
    }
}
