package org.postjames.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.table.TableUnavailableException;

/** Finds and reads an account's {@code .forward} file. // dotforward.c */
final class DotForward {
    private static final int OTHERS_WRITE = 0002;
    private static final String PROGRAM = LocalAgent.PROGRAM;

    /** A file, or a problem that is already in the results. */
    record Found(String path, String text, boolean problem) {}

    private final PostfixConfig config;
    private final LocalSettings settings;
    private final MailLog log;

    DotForward(PostfixConfig config, LocalSettings settings, MailLog log) {
        this.config = config;
        this.settings = settings;
        this.log = log;
    }

    /** Gives the state the account's rights if there is an account. */
    Optional<Found> find(LocalState state, LocalResults results) throws InterruptedException {
        String candidates = config.get(DeliveryParameters.FORWARD_PATH);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Optional<SystemUser> user;
        try {
            user = settings.users().byName(state.user);
        } catch (TableUnavailableException e) {
            log.warning(PROGRAM, "error looking up passwd info for " + state.user + ": " + e.getMessage());
            results.defer(state, "4.0.0", "user lookup error");
            return Optional.of(new Found("", "", true));
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        if (!config.get(DeliveryParameters.FROZEN_DELIVERED_TO)) {
            state.delivered = state.recipient.address();
        }
        state.rights(user.get());
        state.owner = state.user;
        state.expansion = "forward";
        if (!settings.rights().covers(state.uid)) {
            return Optional.empty(); // the mailbox's own refusal says why
        }
        for (String candidate : candidates.split("[, \t\r\n]+")) {
            boolean extended = candidate.contains("extension");
            Optional<String> path = path(candidate, state);
            if (path.isPresent()) {
                Optional<Found> found = read(Path.of(path.get()), state);
                if (found.isPresent()) {
                    boolean propagate = config.get(DeliveryParameters.PROPAGATE_UNMATCHED_EXTENSIONS)
                            .contains("forward");
                    if (extended || !propagate) {
                        state.unmatched = "";
                    }
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Nothing if a macro has no value, or if the text is wrong: then the next one is tried. */
    private Optional<String> path(String candidate, LocalState state) {
        try {
            LocalMacros.Expanded expanded =
                    LocalMacros.expand(candidate, state, config.get(DeliveryParameters.FORWARD_EXPANSION_FILTER));
            return expanded.complete() ? Optional.of(expanded.text()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            log.warning(PROGRAM, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Found> read(Path path, LocalState state) throws InterruptedException {
        try {
            return settings.rights().call(state.uid, state.gid, () -> {
                int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                String flaw = "";
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    flaw = "is not a regular file";
                } else if (owner != LocalState.ROOT && owner != state.uid) {
                    flaw = "has bad owner uid " + owner;
                } else if ((mode & OTHERS_WRITE) != 0) {
                    flaw = "is world writable";
                }
                if (!flaw.isEmpty()) {
                    log.warning(PROGRAM, "file " + path + " " + flaw);
                    return Optional.of(new Found(path.toString(), "", false));
                }
                return Optional.of(new Found(path.toString(), Files.readString(path, StandardCharsets.UTF_8), false));
            });
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            log.warning(PROGRAM, "cannot open file " + path + ": " + e.getMessage());
            return Optional.empty();
        } catch (NotPrivilegedException e) {
            throw new IllegalStateException(e); // covers() was asked before
        }
    }
}
