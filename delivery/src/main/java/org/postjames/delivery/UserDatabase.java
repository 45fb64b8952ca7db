package org.postjames.delivery;

import java.util.Optional;
import org.postjames.table.TableUnavailableException;

/** The accounts of the operating system, whatever stores them. */
public interface UserDatabase {
    /** @throws TableUnavailableException if nobody knows now; mail waits */
    Optional<SystemUser> byName(String name) throws TableUnavailableException;

    /** @throws TableUnavailableException if nobody knows now; mail waits */
    Optional<SystemUser> byUid(int uid) throws TableUnavailableException;

    /** The id of a group. @throws TableUnavailableException if nobody knows now; mail waits */
    Optional<Integer> groupId(String name) throws TableUnavailableException;
}
