package org.postjames.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postjames.cleanup.RecordedLog;
import org.postjames.config.PostfixConfig;

/** The bytes of the protocol, as libmilter's mfdef.h describes them: four bytes of length, a letter, data. */
class MilterPacketsTest {
    private static final MilterPeer CLIENT = new MilterPeer("localhost", "127.0.0.1", "4660");
    private static final String CONTINUE = "0000000163";
    private static final String TEMPFAIL = "451 4.7.1 Service unavailable - try again later";
    /** Version, actions, events: nothing is left out, everything is answered. */
    private static final String OPTIONS_6 = "0000000d4f00000006000001ff00000000";

    private static final String OPTIONS_2 = "0000000d4f000000020000003f00000000";

    @TempDir
    Path directory;

    private final RecordedLog log = new RecordedLog();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static String packet(String letterAndText) {
        byte[] bytes = letterAndText.getBytes(StandardCharsets.ISO_8859_1);
        return "%08x".formatted(bytes.length) + HexFormat.of().formatHex(bytes);
    }

    private Milters milters(PacketPeer peer, String... settings) throws Exception {
        Path main = directory.resolve("main.cf");
        Files.writeString(
                main,
                "compatibility_level = 3.6\nmilter_connect_macros = j\nmilter_helo_macros =\nmilter_mail_macros = {mail_addr}\n"
                        + "milter_rcpt_macros =\nmilter_data_macros =\nmilter_end_of_header_macros =\n"
                        + "milter_end_of_data_macros =\n" + String.join("\n", settings) + "\n");
        Files.writeString(directory.resolve("master.cf"), "smtp inet n - n - - smtpd\n");
        Files.setLastModifiedTime(main, FileTime.fromMillis(0));
        Milters milters = new MilterConfiguration(PostfixConfig.load(directory)).milters(peer.name(), log, "smtpd");
        milters.macros(name -> name.equals("{j}") ? "mail" : name.equals("{mail_addr}") ? "a@b" : null);
        return milters;
    }

    private static List<String> arguments(String... arguments) {
        return List.of(arguments);
    }

    private static Optional<String> refusal(Optional<MilterReply> reply) {
        return reply.map(r -> r instanceof MilterReply.Refuse refuse ? refuse.text() : r.toString());
    }

    @Test
    void aSessionShouldBeTheBytesOfVersionSix() throws Exception {
        try (PacketPeer peer = new PacketPeer(OPTIONS_6, hex(CONTINUE))) {
            Milters milters = milters(peer);
            assertThat(milters.connect(CLIENT)).isEmpty();
            assertThat(milters.helo("c.example")).isEmpty();
            assertThat(milters.mail(arguments("<a@b>", "SIZE=1"))).isEmpty();
            assertThat(milters.rcpt(arguments("<c@d>"))).isEmpty();
            assertThat(milters.data()).isEmpty();
            MilterContent content = () ->
                    new ByteArrayInputStream("Subject: s\nX:y\n\tz\n\nbody\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(milters.message(content, List.of(), new NoEdits())).isEmpty();
            milters.disconnect();

            assertThat(peer.packets()).startsWith("0000000d4f00000006000001ff001fffff");
            assertThat(peer.packets().stream().skip(1).limit(18))
                    .containsExactly(
                            packet("DCj\0mail\0"),
                            packet("Clocalhost\0" + "4\u0012\u0034" + "127.0.0.1\0"),
                            packet("DH"),
                            packet("Hc.example\0"),
                            packet("DM{mail_addr}\0a@b\0"),
                            packet("M<a@b>\0SIZE=1\0"),
                            packet("DR"),
                            packet("R<c@d>\0"),
                            packet("DT"),
                            packet("T"),
                            packet("DL"),
                            packet("LSubject\0s\0"),
                            packet("DL"),
                            packet("LX\0y\n\tz\0"),
                            packet("DN"),
                            packet("N"),
                            packet("DB"),
                            packet("Bbody\r\n"));
        }
    }

    @Test
    void aSessionOfVersionTwoShouldNotHaveWhatCameLater() throws Exception {
        try (PacketPeer peer = new PacketPeer(OPTIONS_2, hex(CONTINUE))) {
            Milters milters = milters(peer, "milter_protocol = 2");
            assertThat(milters.connect(CLIENT)).isEmpty();
            assertThat(milters.helo("c.example")).isEmpty();
            assertThat(milters.mail(arguments("<a@b>"))).isEmpty();
            assertThat(milters.rcpt(arguments("<c@d>"))).isEmpty();
            assertThat(milters.unknown("WHAT")).isEmpty();
            assertThat(milters.data()).isEmpty();
            milters.helo("again");

            assertThat(peer.packets().getFirst()).isEqualTo("0000000d4f00000002000001ff0000007f");
            assertThat(peer.packets())
                    .contains(packet("R<c@d>\0"), packet("Hagain\0"))
                    .doesNotContain(packet("T"), packet("UWHAT\0"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | can't read SMFIC_MAIL reply packet header: Application error",
                "0000 | can't read SMFIC_MAIL reply packet header: Application error",
                "00000000 | bad packet length: 0",
                "00000001 | EOF while reading command code: Application error",
                "7fffffff63 | unreasonable packet length: 2147483647 > 1073741823",
                "ffffffff63 | unreasonable packet length: 4294967295 > 1073741823",
                "000000015a | unexpected filter response (unknown filter reply) after event SMFIC_MAIL",
                "0000000100 | unexpected filter response (unknown filter reply) after event SMFIC_MAIL",
                "0000000168 | unexpected filter response SMFIR_ADDHEADER after event SMFIC_MAIL",
                "000000036361 | reply SMFIR_CONTINUE was followed by 6 data bytes",
                "0000001079353530 | EOF while reading data: Application error",
            })
    void aPacketThatIsNoneShouldBeTheEndOfTheConnection(String answer, String warning) throws Exception {
        try (PacketPeer peer = new PacketPeer(OPTIONS_6, hex(CONTINUE))) {
            Milters milters = milters(peer);
            assertThat(milters.connect(CLIENT)).isEmpty();
            peer.answer(hex(answer));
            assertThat(refusal(milters.mail(arguments("<a@b>")))).contains(TEMPFAIL);
            assertThat(log.lines()).containsExactly("smtpd: warning: milter " + peer.name() + ": " + warning);
            assertThat(refusal(milters.rcpt(arguments("<c@d>"))))
                    .as("it is not asked again")
                    .contains(TEMPFAIL);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | read error in initial handshake",
                "0000000163 | unexpected reply \"c\" in initial handshake",
                "000000014f | read error in initial handshake",
                "000000094f0000000600000000 | read error in initial handshake",
                "0000000d4f00000007000001ff00000000 | protocol version 7 conflict with MTA protocol version 6",
                "0000000d4f00000006000003ff00000000 | request mask 0x3ff conflict with MTA request mask 0x1ff",
            })
    void aHandshakeThatIsNoneShouldBeTheEndOfTheConnection(String options, String warning) throws Exception {
        String sent = options.isEmpty() ? "00" : options;
        try (PacketPeer peer = new PacketPeer(sent, new byte[0])) {
            Milters milters = milters(peer, "milter_command_timeout = 1s");
            assertThat(refusal(milters.connect(CLIENT))).contains(TEMPFAIL);
            assertThat(log.lines().getLast()).isEqualTo("smtpd: warning: milter " + peer.name() + ": " + warning);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.7.9 no | 550 5.7.9 no",
                "450 a 100%% b | 450 a 100% b",
                "250 fine | 451 4.3.5 Server configuration problem - try again later",
                "55 | 451 4.3.5 Server configuration problem - try again later",
                "550 4.7.1 mixed | 451 4.3.5 Server configuration problem - try again later",
            })
    void aReplyOfTheFiltersOwnShouldBeChecked(String text, String reply) throws Exception {
        try (PacketPeer peer = new PacketPeer(OPTIONS_6, hex(CONTINUE))) {
            Milters milters = milters(peer);
            assertThat(milters.connect(CLIENT)).isEmpty();
            peer.answer(hex(packet("y" + text + "\0")));
            assertThat(refusal(milters.mail(arguments("<a@b>")))).contains(reply);
        }
    }

    @Test
    void aReplyOfAMegabyteShouldBeReadToItsEnd() throws Exception {
        try (PacketPeer peer = new PacketPeer(OPTIONS_6, hex(CONTINUE))) {
            Milters milters = milters(peer);
            assertThat(milters.connect(CLIENT)).isEmpty();
            String text = "550 5.7.1 " + "x".repeat(1 << 20);
            peer.answer(hex(packet("y" + text + "\0")));
            assertThat(refusal(milters.mail(arguments("<a@b>")))).contains(text);
            peer.answer(hex(CONTINUE));
            assertThat(milters.rcpt(arguments("<c@d>"))).isEmpty();
        }
    }

    /** Whatever comes, each question ends with an answer and no exception. */
    @Test
    void randomAnswersShouldDoNoHarm() throws Exception {
        long seed = Long.getLong("milter.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] letters = "cadrtyqsphmib+-e2l4Oxf".getBytes(StandardCharsets.US_ASCII);
        try (PacketPeer peer = new PacketPeer(OPTIONS_6, hex(CONTINUE))) {
            Milters milters = milters(peer);
            for (int i = 0; i < Integer.getInteger("milter.rounds", 200); i++) {
                byte[] answer = new byte[random.nextInt(4, 40)];
                random.nextBytes(answer);
                int length = random.nextInt(4) == 0 ? random.nextInt(3) : answer.length - 4;
                System.arraycopy(hex("%08x".formatted(length)), 0, answer, 0, 4);
                if (answer.length > 4 && random.nextBoolean()) {
                    answer[4] = letters[random.nextInt(letters.length)];
                }
                // progress and quarantine are followed by another answer, for which the client would wait
                boolean endless = answer.length > 4 && (answer[4] == 'p' || answer[4] == 'q');
                peer.answer(endless ? hex("00000001") : answer);
                List<Optional<MilterReply>> replies = new ArrayList<>();
                replies.add(milters.connect(CLIENT));
                replies.add(milters.helo("c.example"));
                replies.add(milters.mail(arguments("<a@b>")));
                assertThat(replies).as("seed %s, round %s", seed, i).doesNotContainNull();
                milters.disconnect();
            }
        }
    }

    /** A filter that changes nothing needs nobody who changes. */
    private static final class NoEdits implements MessageEdits {
        @Override
        public @Nullable MilterReply addHeader(String name, String space, String value) {
            throw new IllegalStateException(name);
        }

        @Override
        public @Nullable MilterReply insertHeader(int index, String name, String space, String value) {
            throw new IllegalStateException(name);
        }

        @Override
        public @Nullable MilterReply updateHeader(int index, String name, String space, String value) {
            throw new IllegalStateException(name);
        }

        @Override
        public @Nullable MilterReply deleteHeader(int index, String name) {
            throw new IllegalStateException(name);
        }

        @Override
        public @Nullable MilterReply changeSender(String address, String arguments) {
            throw new IllegalStateException(address);
        }

        @Override
        public @Nullable MilterReply addRecipient(String address, String arguments) {
            throw new IllegalStateException(address);
        }

        @Override
        public @Nullable MilterReply deleteRecipient(String address) {
            throw new IllegalStateException(address);
        }

        @Override
        public @Nullable MilterReply beginBody() {
            throw new IllegalStateException();
        }

        @Override
        public @Nullable MilterReply bodyRecord(byte[] data, int length, boolean complete) {
            throw new IllegalStateException();
        }

        @Override
        public @Nullable MilterReply endBody() {
            throw new IllegalStateException();
        }

        @Override
        public int lineLimit() {
            return 2048;
        }
    }
}
