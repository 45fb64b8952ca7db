package org.postjames.queue;

/**
 * Who else hears what became of recipients.
 *
 * @param probes of address verification probes
 * @param deferrals of mail that is tried again later
 */
public record OutcomeListeners(AddressProbes probes, Deferrals deferrals) {
    static final OutcomeListeners NONE = new OutcomeListeners(AddressProbes.UNHEARD, Deferrals.UNHEARD);
}
