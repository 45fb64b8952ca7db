package org.postjames.smtp.server.sasl;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the server keeps of a password for CRAM-MD5.
 *
 * @param login the name as it shall stand in logs and restrictions; nothing if no digest may be right
 * @param digest HMAC-MD5 of a challenge with the password as its key
 */
public record CramMd5Secret(Optional<String> login, UnaryOperator<byte[]> digest) {}
