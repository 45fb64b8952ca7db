package org.postjames.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Rights that write nothing and run nothing: the agents do all else, and where mail would be written is noted in order. Files such as {@code .forward}
 * are read; with this process's own rights, if it cannot take their owner's.
 */
public final class RehearsedRights extends UserRights {
    private final Queue<String> places = new ArrayDeque<>();

    /** The next place that was noted: a path, or {@code |command}. */
    public synchronized Optional<String> nextPlace() {
        return Optional.ofNullable(places.poll());
    }

    @Override
    public synchronized Optional<Path> write(int asUid, int asGid, Path place, Work<Path> work) {
        places.add(place.toString());
        return Optional.empty();
    }

    @Override
    public synchronized boolean mayRun(String command) {
        places.add("|" + command);
        return false;
    }

    @Override
    public boolean covers(int otherUid) {
        return true;
    }

    @Override
    public <T> T call(int asUid, int asGid, Work<T> work)
            throws IOException, NotPrivilegedException, InterruptedException {
        return super.call(arePrivileged() ? asUid : ownUid(), arePrivileged() ? asGid : ownGid(), work);
    }
}
