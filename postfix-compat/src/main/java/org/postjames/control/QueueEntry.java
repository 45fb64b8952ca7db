package org.postjames.control;

import java.util.List;

/**
 * One message of a queue listing. Addresses are quoted and safe to print.
 *
 * @param queue the queue it is in
 * @param arrived seconds since 1970
 * @param size of the content in bytes, or of the file if it does not say
 * @param forcedExpire whether {@code postsuper -e} marked it
 */
public record QueueEntry(
        String queue,
        String id,
        long arrived,
        long size,
        boolean forcedExpire,
        String sender,
        List<Delayed> recipients) {
    /**
     * A recipient that is still waiting.
     *
     * @param reason why the last attempt failed, or empty
     */
    public record Delayed(String address, String reason) {}
}
