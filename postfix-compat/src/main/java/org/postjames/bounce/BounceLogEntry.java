package org.postjames.bounce;

/**
 * What happened to one recipient, as it stands in a {@code bounce}, {@code defer} or {@code trace} file. Texts that are not there are empty.
 *
 * @param recipient in quoted form
 * @param original the original recipient in quoted form, or empty if it is the same
 * @param offset where the recipient's record stands in the queue file, or 0
 * @param dsnNotify the bits of {@code NOTIFY=}, or 0
 * @param status {@code D.S.N}
 * @param action {@code failed}, {@code delayed}, {@code delivered}, {@code relayed}, {@code expanded}
 * @param diagnosticType {@code smtp} or empty
 * @param diagnosticText the reply of the remote host
 * @param mtaType {@code dns} or empty
 * @param mtaName the remote host
 */
public record BounceLogEntry(
        String recipient,
        String original,
        long offset,
        String dsnOrcpt,
        int dsnNotify,
        String status,
        String action,
        String diagnosticType,
        String diagnosticText,
        String mtaType,
        String mtaName,
        String reason) {}
