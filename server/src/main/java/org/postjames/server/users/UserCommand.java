package org.postjames.server.users;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.server.ServerParameters;

/**
 * {@code postjames user add|passwd|delete|list}: edits {@code postjames_passwd_file}. The password is asked for, or read from standard input when that
 * is no terminal; it is never an argument, because arguments are seen by everybody on the host.
 */
public final class UserCommand {
    private static final String USAGE =
            "usage: postjames user [-c config_dir] add [-s scheme] NAME | passwd [-s scheme] NAME | delete NAME | list";

    private final PrintStream out;
    private final PrintStream err;
    private final @Nullable Console console;

    UserCommand(PrintStream out, PrintStream err, @Nullable Console console) {
        this.out = out;
        this.err = err;
        this.console = console;
    }

    /** @return the exit status */
    public static int run(List<String> arguments, Path configDirectory) {
        return new UserCommand(System.out, System.err, System.console()).execute(arguments, configDirectory);
    }

    int execute(List<String> arguments, Path configDirectory) {
        try {
            PostfixConfig config = PostfixConfig.load(configDirectory);
            String file = config.get(ServerParameters.POSTJAMES_PASSWD_FILE);
            if (file.isEmpty()) {
                err.println("postjames: fatal: postjames_passwd_file is not set in " + configDirectory + "/main.cf");
                return 1;
            }
            return apply(arguments, config, new PasswdFile(Path.of(file)));
        } catch (ConfigurationException e) {
            err.println("postjames: fatal: " + e.getMessage());
            return 1;
        } catch (IOException | IllegalArgumentException e) {
            err.println("postjames: fatal: " + e.getMessage());
            return 1;
        }
    }

    private int apply(List<String> arguments, PostfixConfig config, PasswdFile file) throws IOException {
        if (arguments.equals(List.of("list"))) {
            file.users().forEach(out::println);
            return 0;
        }
        List<String> words = new ArrayList<>(arguments);
        boolean takesScheme = !words.isEmpty() && List.of("add", "passwd").contains(words.getFirst());
        Optional<String> scheme = takesScheme ? takeScheme(words) : Optional.empty();
        if (words.size() != 2) {
            err.println(USAGE);
            return 1;
        }
        String user = words.get(1);
        return switch (words.get(0)) {
            case "add" -> add(config, file, user, scheme.orElse(NewPassword.DEFAULT_SCHEME));
            case "passwd" -> passwd(file, user, scheme);
            case "delete" -> delete(config, file, user);
            default -> {
                err.println(USAGE);
                yield 1;
            }
        };
    }

    /** {@code -s SCHEME} or {@code --scheme SCHEME} or {@code --scheme=SCHEME}, taken out of the words. */
    private static Optional<String> takeScheme(List<String> words) {
        String option = words.size() > 1 ? words.get(1) : "";
        if (option.startsWith("--scheme=")) {
            return Optional.of(words.remove(1).substring("--scheme=".length()));
        }
        if (words.size() > 2 && (option.equals("-s") || option.equals("--scheme"))) {
            words.remove(1);
            return Optional.of(words.remove(1));
        }
        return Optional.empty();
    }

    /** Without a scheme it stays in the one that it has: in another one, mechanisms that its owner uses may be gone. */
    private int passwd(PasswdFile file, String user, Optional<String> scheme) throws IOException {
        Optional<PasswdFile.Entry> entry = file.find(user);
        if (entry.isEmpty()) {
            return done(false, user);
        }
        String password = askPassword();
        String wanted =
                scheme.or(() -> NewPassword.schemeOf(entry.get().password())).orElse(NewPassword.DEFAULT_SCHEME);
        return done(file.changePassword(user, NewPassword.field(wanted, password)), user);
    }

    private int add(PostfixConfig config, PasswdFile file, String user, String scheme) throws IOException {
        NewPassword.check(scheme);
        if (file.find(user).isPresent() || !file.add(user, NewPassword.field(scheme, askPassword()))) {
            err.println("postjames: fatal: user " + user + " exists already");
            return 1;
        }
        Optional<Path> map = addMailbox(config, user);
        map.ifPresent(path -> out.println("added " + user + " to " + path));
        return 0;
    }

    private int delete(PostfixConfig config, PasswdFile file, String user) throws IOException {
        if (!file.delete(user)) {
            return done(false, user);
        }
        Optional<Path> map = mailboxMap(config, user);
        if (map.isPresent() && removeLine(map.get(), user)) {
            out.println("removed " + user + " from " + map.get() + "; the mail stays where it is");
        }
        return 0;
    }

    private int done(boolean found, String user) {
        if (!found) {
            err.println("postjames: fatal: no such user: " + user);
            return 1;
        }
        return 0;
    }

    private String askPassword() throws IOException {
        if (console != null && console.isTerminal()) {
            char[] first = console.readPassword("Password: ");
            char[] again = console.readPassword("Again: ");
            if (first == null || again == null || !java.util.Arrays.equals(first, again)) {
                throw new IOException("the passwords differ");
            }
            return checked(new String(first));
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return checked(line == null ? "" : line);
    }

    private static String checked(String password) throws IOException {
        if (password.isEmpty()) {
            throw new IOException("empty password");
        }
        return password;
    }

    /**
     * Lists a user of a virtual mailbox domain in the first text-sourced table of {@code virtual_mailbox_maps}, so that mail for it is accepted.
     *
     * @return the file that got a line
     */
    public static Optional<Path> addMailbox(PostfixConfig config, String user) throws IOException {
        Optional<Path> map = mailboxMap(config, user);
        return map.isPresent() && appendLine(map.get(), user.toLowerCase(Locale.ROOT)) ? map : Optional.empty();
    }

    /** The first text-sourced table of {@code virtual_mailbox_maps}, if the user's domain is a virtual mailbox domain. */
    private static Optional<Path> mailboxMap(PostfixConfig config, String user) {
        int at = user.lastIndexOf('@');
        if (at < 0) {
            return Optional.empty();
        }
        String domain = user.substring(at + 1);
        List<String> domains = ValueSyntax.list(config.get(GlobalParameters.VIRTUAL_MAILBOX_DOMAINS));
        if (domains.stream().noneMatch(d -> d.equalsIgnoreCase(domain))) {
            return Optional.empty();
        }
        for (String table : ValueSyntax.list(config.get(GlobalParameters.VIRTUAL_MAILBOX_MAPS))) {
            int colon = table.indexOf(':');
            if (colon > 0 && List.of("hash", "btree", "lmdb", "texthash").contains(table.substring(0, colon))) {
                return Optional.of(Path.of(table.substring(colon + 1)));
            }
        }
        return Optional.empty();
    }

    private static boolean appendLine(Path map, String user) throws IOException {
        if (Files.exists(map)) {
            for (String line : Files.readAllLines(map, StandardCharsets.UTF_8)) {
                if (isFor(line, user)) {
                    return false;
                }
            }
        }
        int at = user.lastIndexOf('@');
        String line = user + " " + user.substring(at + 1) + "/" + user.substring(0, at) + "/Maildir/\n";
        Files.writeString(map, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return true;
    }

    /** Takes out the user's line, with what continues it, and leaves everything else as it is. */
    private static boolean removeLine(Path map, String user) throws IOException {
        if (!Files.exists(map)) {
            return false;
        }
        StringBuilder kept = new StringBuilder();
        boolean removed = false;
        boolean removing = false;
        for (String line : Files.readString(map, StandardCharsets.UTF_8).split("(?<=\n)")) {
            boolean continues = line.startsWith(" ") || line.startsWith("\t");
            removing = isFor(line, user) || removing && continues && !line.isBlank();
            removed |= removing;
            kept.append(removing ? "" : line);
        }
        if (removed) {
            // written over, not replaced: it keeps its owner and its mode, and may be a symbolic link
            Files.writeString(map, kept, StandardCharsets.UTF_8);
        }
        return removed;
    }

    private static boolean isFor(String line, String user) {
        return line.matches("(?is)" + Pattern.quote(user) + "\\s.*");
    }
}
