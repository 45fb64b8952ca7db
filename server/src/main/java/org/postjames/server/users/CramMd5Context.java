package org.postjames.server.users;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.MD5Digest;

/**
 * Dovecot's {@code {CRAM-MD5}}: HMAC-MD5 with the password as its key, stopped after the key: four words of the outer MD5 and four of the inner one,
 * least significant byte first.
 *
 * @param words eight of them
 */
record CramMd5Context(int[] words) {
    private static final int BLOCK = 64;
    private static final int STATE_WORDS = 4;
    /** Where the words begin in Bouncy Castle's state: behind a word that is not full, its length, and the bytes so far. */
    private static final int STATE_OFFSET = 16;

    static CramMd5Context of(byte[] password) {
        byte[] key = password.length > BLOCK ? digest(new MD5Digest(), password) : password;
        ByteBuffer states = ByteBuffer.allocate(8 * STATE_WORDS);
        states.put(state(key, 0x5c)).put(state(key, 0x36)).flip();
        return new CramMd5Context(copy(states));
    }

    private static int[] copy(ByteBuffer bytes) {
        int[] words = new int[2 * STATE_WORDS];
        bytes.asIntBuffer().get(words);
        return words;
    }

    /** @throws IllegalArgumentException if these are not 64 hexadecimal digits */
    static CramMd5Context parse(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != 8 * STATE_WORDS) {
            throw new IllegalArgumentException("not CRAM-MD5");
        }
        return new CramMd5Context(copy(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)));
    }

    byte[] digest(byte[] text) {
        return digest(resumed(0), digest(resumed(STATE_WORDS), text));
    }

    String hex() {
        ByteBuffer bytes = ByteBuffer.allocate(8 * STATE_WORDS).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(words);
        return HexFormat.of().formatHex(bytes.array());
    }

    private static byte[] state(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= (byte) pad;
        }
        MD5Digest digest = new MD5Digest();
        digest.update(block, 0, BLOCK);
        return Arrays.copyOfRange(digest.getEncodedState(), STATE_OFFSET, STATE_OFFSET + 4 * STATE_WORDS);
    }

    private MD5Digest resumed(int from) {
        ByteBuffer state = ByteBuffer.allocate(STATE_OFFSET + 4 * STATE_WORDS + 4);
        state.putInt(0).putInt(0).putLong(BLOCK);
        for (int i = from; i < from + STATE_WORDS; i++) {
            state.putInt(words[i]);
        }
        return new MD5Digest(state.putInt(0).array());
    }

    private static byte[] digest(MD5Digest digest, byte[] text) {
        digest.update(text, 0, text.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }
}
