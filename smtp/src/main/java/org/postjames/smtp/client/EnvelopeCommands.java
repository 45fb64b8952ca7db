package org.postjames.smtp.client;

import java.nio.charset.StandardCharsets;
import org.postjames.address.Address;
import org.postjames.esmtp.DsnNotify;
import org.postjames.esmtp.XText;

/** The text of MAIL FROM and RCPT TO. // smtp_proto.c: SMTP_STATE_MAIL, SMTP_STATE_RCPT */
final class EnvelopeCommands {
    private EnvelopeCommands() {}

    /** @param converted whether the content will be converted: then its size is not known */
    static String mail(OutgoingMail mail, ServerFeatures features, boolean converted) {
        StringBuilder out = new StringBuilder(120).append("MAIL FROM:<");
        quote(out, mail.sender());
        out.append('>');
        if (features.size() && !converted) {
            out.append(" SIZE=").append(mail.size());
        }
        if (features.eightBitMime() && mail.encoding().equals("8bit")) {
            out.append(" BODY=8BITMIME");
        } else if (features.eightBitMime() && mail.encoding().equals("7bit")) {
            out.append(" BODY=7BIT");
        }
        if (features.dsn()) {
            if (!mail.envid().isEmpty()) {
                out.append(" ENVID=").append(XText.encode(latin1(mail.envid()), XText.EQUALS));
            }
            if (mail.dsnRet() != 0) {
                out.append(mail.dsnRet() == 1 ? " RET=FULL" : " RET=HDRS");
            }
        }
        if (features.smtputf8() && mail.smtputf8().requested()) {
            out.append(" SMTPUTF8");
        }
        return out.toString();
    }

    static String rcpt(OutgoingMail.To to, ServerFeatures features, boolean smtputf8) {
        StringBuilder out = new StringBuilder(100).append("RCPT TO:<");
        quote(out, to.address());
        out.append('>');
        if (features.dsn()) {
            String orcpt = to.dsnOrcpt();
            if (orcpt.isEmpty() && !to.original().isNull()) {
                StringBuilder original = new StringBuilder();
                quote(original, to.original());
                orcpt = (smtputf8 && !isAscii(original) ? "utf-8;" : "rfc822;") + original;
            }
            if (!orcpt.isEmpty()) {
                XText.encodeOrcpt(latin1(orcpt))
                        .ifPresent(encoded -> out.append(" ORCPT=").append(encoded));
            }
            if (to.dsnNotify() != 0) {
                out.append(" NOTIFY=").append(DsnNotify.words(to.dsnNotify()));
            }
        }
        return out.toString();
    }

    /** RFC 5321 4.1.2: a local part that is no dot-string is quoted. // quote_821_local.c */
    private static void quote(StringBuilder out, Address address) {
        String local = latin1(address.localPart());
        if (isDotString(local) || address.isNull()) {
            out.append(local);
        } else {
            out.append('"');
            for (int i = 0; i < local.length(); i++) {
                char c = local.charAt(i);
                if (c == '"' || c == '\\' || c == '\r' || c == '\n') {
                    out.append('\\');
                }
                out.append(c);
            }
            out.append('"');
        }
        if (address.hasDomain()) {
            out.append('@').append(latin1(address.domain()));
        }
    }

    private static boolean isDotString(String local) {
        boolean dot = true;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '.') {
                if (dot) {
                    return false;
                }
                dot = true;
            } else if (c <= ' ' || c == 127 || "()<>@,;:\\\"[]".indexOf(c) >= 0) {
                return false;
            } else {
                dot = false;
            }
        }
        return !dot;
    }

    /** Text as its UTF-8 bytes, one char each: commands are written as ISO 8859-1. */
    private static String latin1(String text) {
        return isAscii(text)
                ? text
                : new String(
                        text.getBytes(isLatin1(text) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1);
    }

    private static boolean isLatin1(String text) {
        return text.chars().allMatch(c -> c < 256);
    }

    private static boolean isAscii(CharSequence text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
