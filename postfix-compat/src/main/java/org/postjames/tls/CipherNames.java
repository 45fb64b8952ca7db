package org.postjames.tls;

/** OpenSSL's name and the key size of a JDK cipher suite, as Postfix logs them. */
public final class CipherNames {
    private CipherNames() {}

    /** {@code TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384} is {@code ECDHE-RSA-AES256-GCM-SHA384}; TLS 1.3 suites keep their names. */
    public static String openSsl(String suite) {
        int with = suite.indexOf("_WITH_");
        if (with < 0) {
            return suite;
        }
        String keyExchange = suite.substring(4, with).replace('_', '-');
        String cipher = suite.substring(with + 6);
        String text = cipher.replace("AES_128_CBC", "AES128")
                .replace("AES_256_CBC", "AES256")
                .replace("AES_128", "AES128")
                .replace("AES_256", "AES256")
                .replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
                .replace('_', '-');
        return keyExchange.equals("RSA") ? text : keyExchange + "-" + text;
    }

    public static int bits(String suite) {
        return suite.contains("128") && !suite.contains("256_GCM") && !suite.contains("AES_256") ? 128 : 256;
    }
}
