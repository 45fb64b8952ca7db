package org.postjames.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;

class DeliveryReportGoldenTest {
    private static final String POLICY =
            "this destination is not wanted here; write to somebody else, please, or read the"
                    + " pages that tell about our policy, whose address is"
                    + " https://policy.example.test/a/very/long/path/that/does/not/fit/in/one/line/of/text";
    private static final Instant WHEN = Instant.parse("2026-11-20T22:38:24Z");

    private final TimeZone before = TimeZone.getDefault();

    @BeforeEach
    void setZone() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterEach
    void resetZone() {
        TimeZone.setDefault(before);
    }

    @Test
    void reportShouldTellOfAnUnknownLocalUser() throws IOException {
        check(
                "local-unknown",
                "051A4520082",
                "",
                false,
                BounceTemplate.FAILURE,
                failed("nosuch@mail.example.test", "", "5.1.1", "unknown user: \"nosuch\""));
    }

    @Test
    void reportShouldTellOfAnUnknownVirtualUser() throws IOException {
        check(
                "virtual-unknown",
                "06143520096",
                "",
                false,
                BounceTemplate.FAILURE,
                failed("unknown@virt.test", "", "5.1.1", "unknown user: \"unknown@virt.test\""));
    }

    @Test
    void reportShouldWrapALongReason() throws IOException {
        check(
                "long-reason",
                "06ED752023F",
                "",
                false,
                BounceTemplate.FAILURE,
                failed("x@err.test", "", "5.7.1", POLICY));
    }

    @Test
    void reportShouldListSeveralRecipients() throws IOException {
        check(
                "several",
                "07535520240",
                "",
                false,
                BounceTemplate.FAILURE,
                failed("one@err.test", "", "5.7.1", POLICY),
                failed("two@mail.example.test", "", "5.1.1", "unknown user: \"two\""),
                failed("three@virt.test", "", "5.1.1", "unknown user: \"three@virt.test\""));
    }

    @Test
    void reportShouldSayWhatARecipientWasExpandedFrom() throws IOException {
        check(
                "expanded",
                "07C9C520241",
                "",
                false,
                BounceTemplate.FAILURE,
                expanded("nosuch1@mail.example.test", "unknown user: \"nosuch1\""),
                expanded("nosuch2@mail.example.test", "unknown user: \"nosuch2\""));
    }

    @Test
    void reportShouldReturnHeadersOnlyWhenAskedWithTheSendersIdentifiers() throws IOException {
        check(
                "dsn-hdrs",
                "0A02C520244",
                "abc123",
                true,
                BounceTemplate.FAILURE,
                failed("\"q uo ted\"@err.test", "rfc822;orig@example.test", "5.7.1", POLICY));
    }

    @Test
    void reportShouldTellOfSuccess() throws IOException {
        check(
                "success",
                "0E96652009B",
                "ok1",
                true,
                BounceTemplate.SUCCESS,
                new BounceLogEntry(
                        "sender@virt.test",
                        "",
                        0,
                        "rfc822;sender@virt.test",
                        2,
                        "2.0.0",
                        "delivered",
                        "",
                        "",
                        "",
                        "",
                        "delivery via virtual: delivered to maildir"));
    }

    private static BounceLogEntry failed(String recipient, String orcpt, String status, String reason) {
        return new BounceLogEntry(
                recipient,
                "",
                0,
                orcpt.isEmpty() ? "rfc822;" + recipient : orcpt,
                0,
                status,
                "failed",
                "",
                "",
                "",
                "",
                reason);
    }

    private static BounceLogEntry expanded(String recipient, String reason) {
        return new BounceLogEntry(
                recipient, "list@virt.test", 0, "rfc822;list@virt.test", 0, "5.1.1", "failed", "", "", "", "", reason);
    }

    private static void check(
            String name,
            String id,
            String envid,
            boolean headersOnly,
            BounceTemplate template,
            BounceLogEntry... entries)
            throws IOException {
        List<String> golden = golden(name);
        List<String> content = returned(golden, headersOnly);
        ReturnedMessage message =
                new ReturnedMessage(id, Address.of("sender@virt.test"), envid, "", false, WHEN, 400, sink -> {
                    for (String line : content) {
                        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
                        if (!sink.line(bytes, 0, bytes.length)) {
                            return;
                        }
                    }
                });
        PostfixConfig config =
                PostfixConfig.of(Map.of("compatibility_level", "3.6", "myhostname", "mail.example.test"));
        List<String> lines = new ArrayList<>();
        new DeliveryReport(config, BounceTemplates.builtIn(warning -> {}), template, message, WHEN)
                .write(
                        Address.of("sender@virt.test"),
                        List.of(entries),
                        false,
                        headersOnly,
                        (b, off, len) -> lines.add(new String(b, off, len, StandardCharsets.ISO_8859_1)));
        assertThat(lines).isEqualTo(beforeCleanup(golden));
    }

    private static List<String> golden(String name) throws IOException {
        try (InputStream in = DeliveryReportGoldenTest.class.getResourceAsStream(name + ".golden")) {
            List<String> lines = new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList());
            assertThat(lines.removeFirst()).startsWith("# Postfix 3.7.11");
            return lines;
        }
    }

    /** The recorded notice without what delivery and cleanup added to it. */
    private static List<String> beforeCleanup(List<String> golden) {
        List<String> lines = new ArrayList<>(golden);
        int end = lines.indexOf("");
        List<String> header = lines.subList(0, end);
        header.removeIf(l -> l.startsWith("Return-Path:")
                || l.startsWith("X-Original-To:")
                || l.startsWith("Delivered-To:")
                || l.startsWith("Received:")
                || l.startsWith("\tid ")
                || l.startsWith("Date:")
                || l.startsWith("Message-Id:"));
        header.replaceAll(l -> l.replace("<MAILER-DAEMON@mail.example.test>", "<MAILER-DAEMON>"));
        return lines;
    }

    /** The message that was returned; a body is put back that must not come out again. */
    private static List<String> returned(List<String> golden, boolean headersOnly) {
        int start = golden.lastIndexOf("Return-Path: <sender@virt.test>") + 1;
        List<String> content = new ArrayList<>(golden.subList(start, golden.size() - 2));
        if (headersOnly) {
            content.addAll(List.of("", "Hello: this is body"));
        }
        return content;
    }
}
