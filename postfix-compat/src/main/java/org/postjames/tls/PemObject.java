package org.postjames.tls;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object of a PEM text, not decoded yet.
 *
 * @param number its place in the text, from 1
 * @param label {@code CERTIFICATE}, {@code PRIVATE KEY}, …
 * @param body the base64 lines
 */
public record PemObject(int number, String label, String body) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /** @throws GeneralSecurityException if an object has no end */
    public static List<PemObject> split(String text) throws GeneralSecurityException {
        List<PemObject> objects = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(begin + BEGIN.length(), labelEnd);
            int end = text.indexOf("-----END " + label + DASHES, begin);
            if (labelEnd < 0 || end < 0) {
                throw new GeneralSecurityException("no end line for " + label);
            }
            objects.add(new PemObject(objects.size() + 1, label, text.substring(labelEnd + DASHES.length(), end)));
            begin = text.indexOf(BEGIN, end);
        }
        return objects;
    }

    public boolean isKey() {
        return label.endsWith("PRIVATE KEY");
    }

    public boolean isCertificate() {
        return label.endsWith("CERTIFICATE");
    }

    /**
     * A private key, a certificate, or null if it is something else.
     *
     * @throws GeneralSecurityException if it is not what its label says
     */
    public @Nullable Object decode() throws GeneralSecurityException {
        try {
            return PemFile.decode(label, body);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(e); // no base64 text
        }
    }
}
