package org.postjames.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.MasterService;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;

/**
 * The command attributes of one pipe service in master.cf. // pipe(8), pipe.c: get_service_attr()
 *
 * @param flags the letters of {@code flags=}
 * @param eol what ends a line of the message
 * @param nullSender what stands for the null sender
 * @param sizeLimit in bytes; 0 for none
 * @param argv the command with its macros
 */
record PipeAttributes(
        String service,
        int uid,
        int gid,
        String flags,
        String directory,
        String root,
        String eol,
        String nullSender,
        long sizeLimit,
        List<String> argv,
        Duration timeLimit) {
    private static final String FLAGS = "BDFORXhqu.>";
    private static final Parameter<String> SETGID_GROUP = Parameter.text("setgid_group");

    /** A pipe service that cannot run; the message has the words of Postfix's fatal error. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    static PipeAttributes of(MasterService service, PostfixConfig config, UserDatabase users)
            throws BrokenException, TableUnavailableException {
        Parsing parsing = new Parsing();
        for (int i = 0; i < service.arguments().size() && parsing.argv.isEmpty(); i++) {
            parsing.attribute(service.arguments(), i);
        }
        return parsing.checked(service.name(), config, users);
    }

    private static final class Parsing {
        private @Nullable String user;
        private String group = "";
        private String flags = "";
        private String directory = "";
        private String root = "";
        private String eol = "\n";
        private String nullSender = "MAILER-DAEMON";
        private long size;
        private List<String> argv = List.of();

        void attribute(List<String> words, int index) throws BrokenException {
            String word = words.get(index);
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            switch (equals < 0 ? "" : word.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "flags" -> flags(value);
                case "user" -> {
                    int colon = value.indexOf(':');
                    user = colon < 0 ? value : value.substring(0, colon);
                    group = colon < 0 ? "" : value.substring(colon + 1);
                }
                case "directory" -> directory = value;
                case "chroot" -> root = value;
                case "eol" -> eol = unescaped(value);
                case "null_sender" -> nullSender = value;
                case "size" -> size(value);
                case "argv" -> {
                    List<String> command = new java.util.ArrayList<>(words.subList(index, words.size()));
                    command.set(0, value);
                    argv = List.copyOf(command);
                }
                default -> {
                    if (!word.matches("-v+")) {
                        throw new BrokenException("unknown attribute name: " + word);
                    }
                }
            }
        }

        private void flags(String value) throws BrokenException {
            for (char flag : value.toCharArray()) {
                if (FLAGS.indexOf(flag) < 0) {
                    throw new BrokenException("unknown flag: " + flag + " (ignored)");
                }
            }
            flags += value;
        }

        private void size(String value) throws BrokenException {
            try {
                size = Long.parseLong(value);
            } catch (NumberFormatException e) {
                size = -1;
            }
            if (size < 0) {
                throw new BrokenException("get_service_attr: bad size= value: " + value);
            }
        }

        PipeAttributes checked(String service, PostfixConfig config, UserDatabase users)
                throws BrokenException, TableUnavailableException {
            if (user == null) {
                throw new BrokenException("missing user= command-line attribute");
            }
            if (argv.isEmpty()) {
                throw new BrokenException("missing argv= command-line attribute");
            }
            String name = user;
            SystemUser account = users.byName(name)
                    .orElseThrow(() -> new BrokenException("get_service_attr: unknown username: " + name));
            int gid = account.gid();
            if (!group.isEmpty()) {
                gid = users.groupId(group)
                        .orElseThrow(() -> new BrokenException("get_service_attr: unknown group: " + group));
            }
            privileges(account.uid(), gid, config, users);
            if (!root.isEmpty() && !directory.isEmpty()) {
                // nothing is delivered another way than the line says
                throw new BrokenException("chroot= together with directory= is not supported yet");
            }
            Duration limit = DeliveryParameters.commandTimeLimit(service, config);
            return new PipeAttributes(
                    service, account.uid(), gid, flags, directory, root, eol, nullSender, size, argv, limit);
        }

        private static void privileges(int uid, int gid, PostfixConfig config, UserDatabase users)
                throws BrokenException, TableUnavailableException {
            String owner = config.get(DeliveryParameters.MAIL_OWNER);
            Optional<SystemUser> mail = users.byName(owner);
            if (uid == 0) {
                throw new BrokenException("user= command-line attribute specifies root privileges");
            }
            if (mail.isPresent() && mail.get().uid() == uid) {
                throw new BrokenException("user= command-line attribute specifies mail system owner " + owner);
            }
            if (gid == 0) {
                throw new BrokenException("user= command-line attribute specifies privileged group id 0");
            }
            if (mail.isPresent() && mail.get().gid() == gid) {
                throw new BrokenException(
                        "user= command-line attribute specifies mail system owner " + owner + " group id " + gid);
            }
            String postdrop = config.get(SETGID_GROUP);
            Optional<Integer> submit = users.groupId(postdrop);
            if (submit.isPresent() && submit.get() == gid) {
                throw new BrokenException(
                        "user= command-line attribute specifies mail system " + postdrop + " group id " + gid);
            }
        }

        /** The escapes of C, octal numbers too. // unescape.c */
        private static String unescaped(String text) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c != '\\' || i + 1 == text.length()) {
                    out.append(c);
                    continue;
                }
                c = text.charAt(++i);
                int octal = 0;
                int digits = 0;
                while (digits < 3 && i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
                    octal = octal * 8 + text.charAt(i++) - '0';
                    digits++;
                }
                if (digits > 0) {
                    i--;
                    out.append((char) (octal & 0xff));
                } else {
                    int known = "abfnrtv".indexOf(c);
                    out.append(known < 0 ? c : "\007\b\f\n\r\t\013".charAt(known));
                }
            }
            return out.toString();
        }
    }
}
