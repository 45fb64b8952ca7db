package org.postjames.tables;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one search has found so far. The library limits the time between two answers; a server that sends one entry after the other without end is hung up on
 * when the time for the whole search is over, as ldap_result(3) for all answers does. // ldap_table(5): timeout
 */
final class LdapEntries implements SearchResultListener {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable LDAPConnection connection;
    private final transient List<SearchResultEntry> entries = new ArrayList<>();
    private final long beginNanos = System.nanoTime();
    private final long limitNanos;
    private boolean late;
    private boolean incomplete;

    /** @param seconds any number if negative */
    LdapEntries(@Nullable LDAPConnection connection, int seconds) {
        this.connection = connection;
        limitNanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
        entries.add(entry);
        check();
    }

    @Override
    public void searchReferenceReturned(SearchResultReference reference) {
        incomplete = true;
        check();
    }

    private void check() {
        if (limitNanos >= 0 && connection != null && System.nanoTime() - beginNanos > limitNanos) {
            late = true;
            connection.close();
        }
    }

    List<SearchResultEntry> all() {
        return List.copyOf(entries);
    }

    /** Whether there is more on other servers, which was not asked for or not to be had. */
    boolean isIncomplete() {
        return incomplete;
    }

    /** Whether the time was over and the connection has been closed. */
    boolean isLate() {
        return late;
    }
}
