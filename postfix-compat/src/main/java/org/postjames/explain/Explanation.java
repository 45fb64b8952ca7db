package org.postjames.explain;

import java.util.List;

/**
 * What would happen to a message for one address.
 *
 * @param service the master.cf service that takes it
 * @param refusal the SMTP reply that refuses it, or empty
 * @param destinations where it ends; empty after a refusal, and when it is thrown away
 */
public record Explanation(
        Question question, String service, String refusal, List<Step> steps, List<Destination> destinations) {
    /** Whether it is accepted and every part of it arrives. */
    public boolean deliverable() {
        return refusal.isEmpty()
                && !destinations.isEmpty()
                && destinations.stream().allMatch(d -> d.status().equals("sent"));
    }
}
