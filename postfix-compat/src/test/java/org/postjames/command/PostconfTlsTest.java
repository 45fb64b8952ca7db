package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class PostconfTlsTest {
    @Test
    void versionsShouldNameTheTlsLibraryOfThisJava() {
        assertThat(postconf("-T", "run-version"))
                .matches("SunJSSE " + Runtime.version().feature() + "\\n");
        assertThat(postconf("-T", "compile-version")).isEqualTo(postconf("-T", "run-version"));
    }

    private static String postconf(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = Postconf.run(
                args,
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(OutputStream.nullOutputStream()));
        assertThat(status).isZero();
        return out.toString();
    }
}
