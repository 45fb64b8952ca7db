package org.postjames.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Origin;

/** Spawn services; the words of the errors are those of Postfix 3.7.11's spawn(8) with the same lines in master.cf. */
@Timeout(60)
class SpawnServiceTest {
    private final List<String> log = new CopyOnWriteArrayList<>();

    private static MasterService line(String... words) {
        return new MasterService(
                "talk", "inet", "n", "n", "n", "-", "1", "spawn", List.of(words), Map.of(), new Origin("master.cf", 1));
    }

    private static SpawnAttributes attributes(String... words) throws Exception {
        return SpawnAttributes.of(line(words), PostfixConfig.of(Map.of("talk_time_limit", "7s")), new KnownUsers());
    }

    @Test
    void everyAttributeShouldBeRead() throws Exception {
        SpawnAttributes all = attributes("-v", "USER=filter:staff", "argv=/bin/x", "user=y", "two words");
        assertThat(all)
                .isEqualTo(
                        new SpawnAttributes(500, 50, List.of("/bin/x", "user=y", "two words"), Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "argv=/x|missing user= attribute",
                "user=filter|missing argv= attribute",
                "user=nosuch argv=/x|unknown user name: nosuch",
                "user=filter:nosuch argv=/x|unknown group name: nosuch",
                "user=root argv=/x|request to deliver as root",
                "user=postfix argv=/x|request to deliver as mail system owner",
                "user=filter:root argv=/x|request to use privileged group id 0",
                "user=filter:postfix argv=/x|request to use mail system owner group id 110",
                "flags=x user=filter argv=/x|unknown attribute name: flags=x"
            })
    void brokenServiceShouldSayWhatPostfixSays(String words, String error) {
        assertThatThrownBy(() -> attributes(words.split(" ")))
                .isInstanceOf(SpawnAttributes.BrokenException.class)
                .hasMessage(error);
    }

    /** What the client gets from a service with these words, when it says nothing. */
    private String answer(Map<String, String> settings, String... words) throws Exception {
        PostfixConfig config = PostfixConfig.of(settings);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                UserRights rights = new Unprivileged();
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            SpawnService service = new SpawnService(
                    config,
                    line(words),
                    new KnownUsers(),
                    rights,
                    (program, severity, text) -> log.add(program + ": " + severity.prefix() + text));
            service.serve(listener.accept());
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Commands run as whoever runs the test. */
    private static final class Unprivileged extends UserRights {
        @Override
        public boolean arePrivileged() {
            return false;
        }
    }

    @Test
    void commandThatTakesTooLongShouldBeStopped() throws Exception {
        assertThat(answer(Map.of("talk_time_limit", "1s"), "user=filter", "argv=/bin/sh", "-c", "echo x; sleep 600"))
                .isEqualTo("x\n");
        assertThat(log).hasSize(2);
        assertThat(log.getFirst()).matches("spawn: warning: /bin/sh: process id [0-9]+: command time limit exceeded");
        assertThat(log.getLast()).isEqualTo("spawn: warning: command /bin/sh killed by signal 9");
    }

    @Test
    void brokenServiceShouldHangUp() throws Exception {
        assertThat(answer(Map.of(), "user=root", "argv=/bin/cat")).isEmpty();
        assertThat(answer(Map.of(), "user=filter", "argv=/no/such")).isEmpty();
        assertThat(log)
                .containsExactly(
                        "spawn: fatal: request to deliver as root",
                        "spawn: fatal: spawn_comand: execvp /no/such: No such file or directory",
                        "spawn: warning: command /no/such exit status 1");
    }

    @Test
    void endOfTheClientShouldBeTheEndOfTheCommandsInput() throws IOException, InterruptedException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                UserRights rights = new Unprivileged()) {
            try (Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
                client.getOutputStream().write('x');
            }
            new SpawnService(
                            PostfixConfig.of(Map.of()),
                            line("user=filter", "argv=/bin/sh", "-c", "cat >/dev/null; exit 4"),
                            new KnownUsers(),
                            rights,
                            (program, severity, text) -> log.add(text))
                    .serve(listener.accept());
        }
        assertThat(log).containsExactly("command /bin/sh exit status 4");
    }
}
