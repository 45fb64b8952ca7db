package org.postjames.rewrite;

/**
 * Why a recipient is refused.
 *
 * @param code the SMTP reply code
 * @param dsn {@code D.S.N}
 * @param text what follows {@code <address>: Recipient address rejected: }
 */
public record UnknownRecipient(int code, String dsn, String text) {}
