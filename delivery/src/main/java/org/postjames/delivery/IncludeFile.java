package org.postjames.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.postjames.log.MailLog;
import org.postjames.table.TableUnavailableException;

/** An {@code :include:} file. // include.c */
final class IncludeFile {
    private static final int OTHERS_WRITE = 0002;
    private static final String CONFIGURATION = "mail system configuration error";
    private static final String PROGRAM = LocalAgent.PROGRAM;

    private record Stat(int uid, int mode, boolean regular) {}

    private final String path;
    private final LocalSettings settings;
    private final MailLog log;

    IncludeFile(String path, LocalSettings settings, MailLog log) {
        this.path = path;
        this.settings = settings;
        this.log = log;
    }

    /** What the file names is delivered to with its owner's rights. A problem goes into the results. */
    Optional<String> read(LocalState state, LocalResults results) throws InterruptedException {
        if (!path.startsWith("/")) {
            return bad(state, results, ":include:" + path + " uses a relative path");
        }
        Path file = Path.of(path);
        try {
            Stat stat = settings.rights()
                    .call(
                            reader(state.uid),
                            group(state),
                            () -> new Stat(
                                    (Integer) Files.getAttribute(file, "unix:uid"),
                                    (Integer) Files.getAttribute(file, "unix:mode"),
                                    Files.isRegularFile(file)));
            if (!stat.regular()) {
                return bad(state, results, ":include: file " + path + " is not a regular file");
            }
            if ((stat.mode() & OTHERS_WRITE) != 0) {
                return bad(state, results, ":include: file " + path + " is world writable");
            }
            state.expansion = "include";
            if (!takeOwner(state, results, stat.uid())) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return bad(state, results, "unable to lookup :include: file " + path + ": " + reason(e));
        } catch (NotPrivilegedException e) {
            results.defer(state, "4.3.5", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        if (state.owner.isEmpty()) {
            state.owner = state.recipient.address().toString();
        }
        try {
            return Optional.of(settings.rights()
                    .call(reader(state.uid), group(state), () -> Files.readString(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return bad(state, results, "cannot open include file " + path + ": " + reason(e));
        } catch (NotPrivilegedException e) {
            results.defer(state, "4.3.5", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private boolean takeOwner(LocalState state, LocalResults results, int uid) {
        if (state.uid != LocalState.ROOT || uid == LocalState.ROOT) {
            return true;
        }
        try {
            Optional<SystemUser> owner = settings.users().byUid(uid);
            if (owner.isPresent()) {
                state.rights(owner.get());
                return true;
            }
        } catch (TableUnavailableException e) {
            log.warning(PROGRAM, String.valueOf(e.getMessage()));
        }
        log.warning(PROGRAM, "cannot find username for uid " + uid);
        log.warning(PROGRAM, path + ": cannot find :include: file owner username");
        results.defer(state, "4.3.5", CONFIGURATION);
        return false;
    }

    /** Root's files are read with root's rights, or with what the server has. */
    private int reader(int uid) {
        return uid == LocalState.ROOT ? settings.rights().ownUid() : uid;
    }

    private int group(LocalState state) {
        return state.uid == LocalState.ROOT ? settings.rights().ownGid() : state.gid;
    }

    private Optional<String> bad(LocalState state, LocalResults results, String warning) {
        log.warning(PROGRAM, warning);
        results.bounce(state, "5.3.5", CONFIGURATION);
        return Optional.empty();
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "No such file or directory";
            case AccessDeniedException denied -> "Permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
