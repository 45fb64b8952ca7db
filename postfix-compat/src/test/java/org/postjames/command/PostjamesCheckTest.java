package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostjamesCheckTest {
    private static final String CLEAN = "compatibility_level = 3.6\nmyhostname = mail.example.test\nrelayhost = [a]\n";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int check(String main, String... options) throws IOException {
        Files.writeString(directory.resolve("main.cf"), main);
        String[] args = new String[options.length + 2];
        System.arraycopy(options, 0, args, 0, options.length);
        args[options.length] = "-c";
        args[options.length + 1] = directory.toString();
        return PostjamesCheck.run(args, new PrintStream(out), new PrintStream(err));
    }

    private String output() {
        return out.toString().replace(directory.toString(), "DIR");
    }

    @Test
    void aConfigurationThatIsHonouredShouldBeClean() throws IOException {
        assertThat(check(CLEAN)).isZero();
        assertThat(output()).isEqualTo("""
                DIR/main.cf, line 1: honoured: compatibility_level=3.6
                DIR/main.cf, line 2: honoured: myhostname=mail.example.test
                DIR/main.cf, line 3: honoured: relayhost=[a]
                3 honoured
                """);
    }

    @Test
    void jsonShouldSayTheSame() throws IOException {
        assertThat(check(CLEAN, "--json")).isZero();
        assertThat(output()).isEqualTo("""
                {"status": "clean",
                 "diagnostics": [],
                 "items": [
                  {"file": "DIR/main.cf", "line": 1, "setting": "compatibility_level=3.6", "verdict": "honoured", "remark": ""},
                  {"file": "DIR/main.cf", "line": 2, "setting": "myhostname=mail.example.test", "verdict": "honoured", "remark": ""},
                  {"file": "DIR/main.cf", "line": 3, "setting": "relayhost=[a]", "verdict": "honoured", "remark": ""}],
                 "counts": {"honoured": 3}}
                """);
    }

    @Test
    void aFilterThatCannotBeAskedShouldBeAnError() throws IOException {
        Files.writeString(
                directory.resolve("master.cf"), "smtp inet n - n - - smtpd\n  -o smtpd_proxy_filter=127.0.0.1:\n");
        assertThat(check(CLEAN)).isEqualTo(2);
        assertThat(output() + err).contains("smtpd_proxy_filter: 127.0.0.1:: missing service information");
    }

    @Test
    void argumentsOfDaemonsShouldBeTold() throws IOException {
        Files.writeString(
                directory.resolve("master.cf"),
                "smtp inet n - n - - smtpd -v\ncleanup unix n - n - 0 cleanup -vv\nlocal unix - n n - - local -x\n");
        assertThat(check(CLEAN)).isEqualTo(1);
        assertThat(output())
                .contains("master.cf, line 1: honoured: smtpd -v\n")
                .contains(
                        "master.cf, line 2: no meaning here: cleanup -vv (only smtpd, lmtpd, smtp and lmtp can log more)\n")
                .contains("master.cf, line 3: unknown: local -x (no such argument)\n");
    }

    @Test
    void anUnknownNameShouldBeAWarning() throws IOException {
        assertThat(check(CLEAN + "relayhots = \"b\"\n", "--json")).isEqualTo(1);
        assertThat(output())
                .startsWith("{\"status\": \"warnings\"")
                .contains("\"line\": 4, \"setting\": \"relayhots=\\\"b\\\"\", \"verdict\": \"unknown\","
                        + " \"remark\": \"did you mean \\\"relayhost\\\"?\"}")
                .contains("\"counts\": {\"honoured\": 3, \"unknown\": 1}");
    }

    @Test
    void aFileThatNobodyReadsShouldBeAWarning() throws IOException {
        Path james = Files.createDirectory(directory.resolve("james"));
        Files.writeString(james.resolve("mailets.xml"), "<processors/>");
        Files.writeString(james.resolve("smtpserver.xml"), "<smtpservers/>");
        String said = "not read: what James's file of this name says is taken from main.cf and master.cf";
        assertThat(check(CLEAN)).isEqualTo(1);
        assertThat(output())
                .startsWith("DIR/james/smtpserver.xml: warning: " + said + "\nDIR/main.cf, line 1: honoured");
        out.reset();
        assertThat(check(CLEAN, "--json")).isEqualTo(1);
        assertThat(output())
                .startsWith("{\"status\": \"warnings\"")
                .contains(said)
                .doesNotContain("mailets.xml");
    }

    @Test
    void aSettingThatIsOverriddenShouldBeAWarning() throws IOException {
        assertThat(check(CLEAN + "relayhost = [b]\n")).isEqualTo(1);
        assertThat(output()).startsWith("DIR/main.cf, line 4: warning: overriding earlier entry: relayhost=[a]\n");
        out.reset();
        assertThat(check(CLEAN + "relayhost = [b]\n", "--json")).isEqualTo(1);
        assertThat(output()).contains("""
                 "diagnostics": [
                  {"file": "DIR/main.cf", "line": 4, "severity": "warning", "text": "overriding earlier entry: relayhost=[a]"}],
                """);
    }

    @Test
    void whatCannotWorkShouldBeImpossible() throws IOException {
        assertThat(check(CLEAN + "relayhost\n", "--json")).isEqualTo(2);
        assertThat(output()).isEqualTo("""
                {"status": "impossible",
                 "diagnostics": [
                  {"file": "DIR/main.cf", "line": 4, "severity": "fatal", "text": "missing '=' after attribute name: \\"relayhost\\""}],
                 "items": [],
                 "counts": {}}
                """);
        assertThat(check(CLEAN + "relayhost\n")).isEqualTo(2);
        assertThat(err.toString().replace(directory.toString(), "DIR"))
                .isEqualTo("postjames: fatal: DIR/main.cf, line 4: missing '=' after attribute name: \"relayhost\"\n");
    }

    @Test
    void anOpenRelayShouldBeImpossible() throws IOException {
        Path master = Files.writeString(directory.resolve("master.cf"), "smtp inet n - n - - smtpd\n");
        assertThat(check(CLEAN)).isZero();
        String open = CLEAN + "smtpd_relay_restrictions = permit_mynetworks\n";
        assertThat(check(open + "relayhost\n")).isEqualTo(2);
        Files.writeString(master, "smtp inet n - n - - smtpd -o smtpd_relay_restrictions=permit,reject\n");
        assertThat(check(CLEAN)).isEqualTo(2);
        assertThat(err.toString().replace(directory.toString(), "DIR"))
                .containsOnlyOnce("postjames: fatal: DIR/main.cf, line 4: in parameter smtpd_relay_restrictions or")
                .contains("postjames: fatal: DIR/main.cf, line 5: missing '='")
                .containsOnlyOnce("postjames: fatal: DIR/master.cf, line 1: in parameter smtpd_relay_restrictions or");
    }

    @Test
    void anOptionThatIsNoneShouldBeRefused() throws IOException {
        assertThat(check(CLEAN, "-z")).isEqualTo(2);
        assertThat(err.toString()).endsWith("usage: postjames check [--json] [-c config_dir]\n");
    }
}
